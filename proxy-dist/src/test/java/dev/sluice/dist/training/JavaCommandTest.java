package dev.sluice.dist.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class JavaCommandTest {
    private static final Path HOME = Path.of("/opt/sluice");

    @Test
    void startsTheRuntimeOfTheDistributionWithItsOptions() {
        assertThat(new JavaCommand(HOME, List.of()).line(List.of("-XX:AOTMode=record")))
                .containsExactly(
                        "/opt/sluice/runtime/bin/java",
                        "@/opt/sluice/lib/jvm.options",
                        "-XX:AOTMode=record",
                        "-Djava.library.path=/opt/sluice/lib/native",
                        "-jar",
                        "/opt/sluice/lib/sluice.jar",
                        "run");
    }

    @Test
    void aLoaderComesBeforeTheRuntime() {
        assertThat(new JavaCommand(HOME, List.of("/lib/ld.so", "--library-path", "/lib")).line(List.of()))
                .startsWith("/lib/ld.so", "--library-path", "/lib", "/opt/sluice/runtime/bin/java");
    }
}
