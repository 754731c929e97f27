package dev.sluice.dist.parts;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UpdatesReportTest {
    @Test
    void eachLineNamesAnArtifactAndItsNewestVersion() {
        assertThat(UpdatesReport.newest("""
                The following dependencies in Dependencies have newer versions:
                  io.netty:netty-all ...................... 4.2.18.Final -> 4.2.20.Final
                  org.bitbucket.b_c:jose4j .............................. 0.9.6 -> 0.9.7

                """))
                .containsEntry("io.netty:netty-all", "4.2.20.Final")
                .containsEntry("org.bitbucket.b_c:jose4j", "0.9.7")
                .hasSize(2);
    }

    @Test
    void aLongNameHasItsVersionsOnTheNextLine() {
        assertThat(UpdatesReport.newest("""
                  io.netty:netty-tcnative-boringssl-static ...
                                                            2.0.84.Final -> 2.0.85.Final
                  io.netty:netty-tcnative-classes ......... 2.0.84.Final -> 2.0.86.Final
                """))
                .containsEntry("io.netty:netty-tcnative-boringssl-static", "2.0.85.Final")
                .containsEntry("io.netty:netty-tcnative-classes", "2.0.86.Final");
    }

    @Test
    void linesOfArtifactsWithoutANewerVersionAreNone() {
        assertThat(UpdatesReport.newest("""
                The following dependencies in Dependencies are using the newest version:
                  info.picocli:picocli .......................................... 4.7.7
                """)).isEmpty();
        assertThat(UpdatesReport.newest("No dependencies have newer versions.\n"))
                .isEmpty();
    }
}
