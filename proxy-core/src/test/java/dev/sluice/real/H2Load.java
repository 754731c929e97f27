package dev.sluice.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.harness.RealParts;
import java.util.List;

/** h2load's command line and what it must have printed. */
final class H2Load {
    private H2Load() {}

    /** Eight connections with sixteen streams each. */
    static List<String> command(int requests, String authority, String url) {
        return List.of(
                RealParts.require("h2load").toString(),
                "-t1",
                "-c8",
                "-m16",
                "-n" + requests,
                "-H:authority: " + authority,
                url);
    }

    /** Every request got a 2xx. */
    static void allSucceeded(String output, int requests) {
        assertThat(output)
                .contains(requests + " succeeded, 0 failed, 0 errored, 0 timeout")
                .contains("status codes: " + requests + " 2xx");
    }
}
