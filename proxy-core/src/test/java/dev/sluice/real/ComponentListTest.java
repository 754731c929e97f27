package dev.sluice.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.harness.ChildProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the distribution says that it is made of. */
class ComponentListTest {
    private static final Path HOME = Path.of("target/sluice");

    @Test
    void listsEveryJarByItsDigestAndTheRuntimeAndNothingElse() throws Exception {
        ComponentList list = ComponentList.of(HOME);

        list.assertListsTheJars();
        assertThat(list.unlicensed()).isEmpty();
        assertThat(list.version("netty-handler")).matches("4\\.2\\.\\d+\\.Final");
        assertThat(java("-version")).contains("(build " + list.version("openjdk"));
    }

    @Test
    void isSmall() throws IOException {
        assertThat(Files.size(HOME.resolve("share/sbom.cdx.json"))).isBetween(10_000L, 100_000L);
    }

    private static String java(String option) throws IOException {
        List<String> command =
                List.of(HOME.resolve("runtime/bin/java").toAbsolutePath().toString(), option);
        return ChildProcess.run(Path.of("target"), Duration.ofSeconds(20), command);
    }
}
