package dev.sluice.dist.components;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JdkTest {
    @TempDir
    Path home;

    @Test
    void theFileReleaseSaysVersionAndVendor() throws IOException {
        Files.writeString(home.resolve("release"), """
                IMPLEMENTOR="Eclipse Adoptium"
                JAVA_RUNTIME_VERSION="25.0.3+9-LTS"
                """);

        assertThat(Jdk.at(home)).isEqualTo(new Jdk(home, "25.0.3+9-LTS", "Eclipse Adoptium"));
    }

    @Test
    void whatItDoesNotSayIsUnknown() throws IOException {
        Files.writeString(home.resolve("release"), "OS_ARCH=\"x86_64\"\n");

        assertThat(Jdk.at(home)).isEqualTo(new Jdk(home, "unknown", "unknown"));
    }
}
