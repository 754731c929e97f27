package dev.sluice.dist.parts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MavenTest {
    private static final Artifact CLASSES = new Artifact("io.netty", "netty-epoll", "4.2.20", "");
    private static final Artifact INTEL = new Artifact("io.netty", "netty-epoll", "4.2.20", "linux-x86_64");
    private static final Artifact ARM = new Artifact("io.netty", "netty-epoll", "4.2.20", "linux-aarch_64");

    @Test
    void theMessageOfAFailedResolutionNamesWhatIsMissing() {
        String message =
                "[ERROR] Could not resolve dependencies for project dev.sluice:shipped-parts:pom:1: The following artifacts "
                        + "could not be resolved: io.netty:netty-epoll:jar:linux-x86_64:4.2.20, io.netty:netty-epoll:jar:linux-aarch_64:4.2.20: "
                        + "Could not find artifact io.netty:netty-epoll:jar:linux-x86_64:4.2.20 in central";

        assertThat(Maven.missing(List.of(CLASSES, INTEL, ARM), message)).containsExactly(INTEL, ARM);
    }

    @Test
    void theProjectThatMavenLooksAtHasEveryJarAndNothingThatItDependsOn() {
        assertThat(PartsPom.text(List.of(CLASSES, ARM)))
                .contains("<artifactId>netty-epoll</artifactId><version>4.2.20</version>\n")
                .contains("<version>4.2.20</version><classifier>linux-aarch_64</classifier>\n")
                .containsOnlyOnce("<packaging>pom</packaging>")
                .contains("<exclusion><groupId>*</groupId>");
    }
}
