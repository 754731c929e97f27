package dev.sluice.dist.parts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NewerJdkTest {
    @TempDir
    Path cache;

    @Test
    void anOlderJdkThanTheNewestKnownOneIsWarnedOfInOneSentence() {
        assertThat(NewerJdk.warning("25.0.3+9-LTS", List.of("25.0.4", "25.0.5.1+2-1-deb13u1-Debian", "25.0.2")))
                .contains(
                        "[WARNING] The distribution ships Java 25.0.3, and Java 25.0.5.1 is out: install that JDK and build "
                                + "again (the container image gets the newest one automatically)");
    }

    @Test
    void anEquallyNewOrNewerJdkIsNotWarnedOf() {
        assertThat(NewerJdk.warning("25.0.5+8-LTS", List.of("25.0.5.0.3+1-1-Debian")))
                .isEmpty();
        assertThat(NewerJdk.warning("26+35", List.of("25.0.5.1"))).isEmpty();
    }

    @Test
    void nothingIsSaidIfNothingIsKnown() {
        assertThat(NewerJdk.warning("25.0.3+9-LTS", List.of())).isEmpty();
        assertThat(NewerJdk.warning("25.0.3+9-LTS", List.of("unknown"))).isEmpty();
        assertThat(NewerJdk.warning("unknown", List.of("25.0.5.1"))).isEmpty();
    }

    @Test
    void theJdksThatWereFetchedForImagesAreKnownToo() throws IOException {
        Path fetched = Files.createDirectories(cache.resolve("jdk-arm64"));
        Files.writeString(fetched.resolve("release"), "JAVA_RUNTIME_VERSION=\"25.0.6+1\"\n");
        Files.createDirectories(cache.resolve("jdk-amd64.half"));
        Files.createDirectories(cache.resolve("pebble"));

        assertThat(NewerJdk.known("25.0.5.1", cache)).containsExactly("25.0.5.1", "25.0.6+1");
        assertThat(NewerJdk.known("25.0.5.1", cache.resolve("none"))).containsExactly("25.0.5.1");
    }
}
