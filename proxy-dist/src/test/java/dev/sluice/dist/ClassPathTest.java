package dev.sluice.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClassPathTest {
    private static final Path INTEL = Path.of("/m2/netty-epoll-4.2-linux-x86_64.jar");
    private static final Path ARM = Path.of("/m2/netty-epoll-4.2-linux-aarch_64.jar");

    @Test
    void nativeLibrariesOfAnotherProcessorAreForAnotherMachine() {
        assertThat(ClassPath.isForAnotherMachine(ARM, "amd64")).isTrue();
        assertThat(ClassPath.isForAnotherMachine(INTEL, "amd64")).isFalse();
        assertThat(ClassPath.isForAnotherMachine(INTEL, "aarch64")).isTrue();
        assertThat(ClassPath.isForAnotherMachine(ARM, "aarch64")).isFalse();
    }

    @Test
    void jarsWithoutNativeLibrariesAreForEveryMachine() {
        assertThat(ClassPath.isForAnotherMachine(Path.of("/m2/picocli-4.7.jar"), "amd64"))
                .isFalse();
    }

    @Test
    void foldersOfClassesAreNotShippedAndTheProgramComesFirst() {
        ClassPath classPath = new ClassPath(Path.of("core.jar"), List.of("target/classes", "a.jar", "b.jar"));

        assertThat(classPath.jars()).containsExactly(Path.of("core.jar"), Path.of("a.jar"), Path.of("b.jar"));
        assertThat(classPath.text()).isEqualTo("core.jar:a.jar:b.jar");
    }
}
