package dev.sluice.dist.training;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PortsTest {
    @Test
    void theLogNamesThePortsOnceTheEdgeServes() {
        String log = """
                2026-11-28T23:45:24.055Z WARN  something
                2026-11-28T23:45:24.055Z INFO  Sluice 0.1.0 serves http 127.0.0.1:44611, https 127.0.0.1:33105, admin 127.0.0.1:44335
                """;

        assertThat(Ports.in(log)).contains(new Ports(44611, 33105, 44335));
    }

    @Test
    void beforeThatThereAreNone() {
        assertThat(Ports.in("2026-11-28T23:45:24.055Z INFO  reading sluice.yaml\n"))
                .isEmpty();
    }
}
