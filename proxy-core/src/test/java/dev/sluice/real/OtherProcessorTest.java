package dev.sluice.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.harness.ChildProcess;
import dev.sluice.harness.DockerEngine;
import dev.sluice.harness.RealParts;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The image for arm64 as it is built on an amd64 machine: what is in it, and that it runs, which QEMU makes slow. */
@SuppressWarnings("NullAway.Init") // set before the first test
class OtherProcessorTest {
    private static final Duration SLOW = Duration.ofSeconds(150);
    private static final int AARCH64 = 0xb7; // EM_AARCH64 in the head of an ELF file
    private static Path folder;
    private static Path root;
    private static String platform;

    @BeforeAll
    static void buildTheImage() throws IOException {
        Assumptions.assumeTrue(System.getProperty("os.arch").equals("amd64"), "it is the other way round on arm64");
        SluiceImage.requirePrograms();
        Emulated.require();
        RealParts.require("aarch64-linux-gnu-gcc");
        requireJdk();
        folder = Scratch.folder("other-processor");
        try (DockerEngine engine = DockerEngine.start(folder)) {
            SluiceImage.build(engine, folder, "sluice:arm64", Map.of("ARCH", "arm64"));
            platform = engine.docker("inspect", "-f", "{{.Os}}/{{.Architecture}}", "sluice:arm64");
            root = SluiceImage.unpack(engine, folder, "sluice:arm64");
        }
    }

    private static void requireJdk() {
        Map<String, String> environment = System.getenv();
        String cache = environment.getOrDefault("XDG_CACHE_HOME", environment.get("HOME") + "/.cache");
        Path jdk = Path.of(cache, "sluice/jdk-arm64/jmods");
        RealParts.require(
                Files.exists(jdk),
                jdk + " is not there; `proxy-core/src/main/image/jdk arm64` fetches Debian's JDK, 370 MB");
    }

    @AfterAll
    static void deleteTheFiles() throws IOException {
        if (root != null) {
            Scratch.delete(root);
        }
    }

    @Test
    void holdsProgramsForArm64Only() throws IOException {
        assertThat(platform).isEqualTo("linux/arm64");
        List<Path> programs = files(OtherProcessorTest::isElf);
        assertThat(programs).hasSizeGreaterThan(20).allMatch(file -> machine(file) == AARCH64);
        assertThat(programs)
                .contains(root.resolve("usr/bin/sluice"), root.resolve("opt/sluice/runtime/lib/server/libjvm.so"))
                .anyMatch(file -> file.toString().contains("tcnative"))
                .anyMatch(file -> file.toString().contains("epoll"));
        assertThat(files(file -> file.toString().contains("x86_64"))).isEmpty();
    }

    @Test
    void listsItsComponents() throws Exception {
        ComponentList list = ComponentList.of(root.resolve("opt/sluice"));
        list.assertListsTheJars();
        assertThat(list.version("libstdc++6")).isNotEqualTo("none");
        assertThat(list.version("openjdk")).startsWith("25").contains("Debian");
    }

    /** Two starts, at the same time; with one compiler, as on a small machine, QEMU has a third less to do. */
    @Test
    @Timeout(value = 4, unit = TimeUnit.MINUTES)
    void runsAndServes() throws IOException {
        Files.writeString(root.resolve("etc/sluice/sluice.yaml"), """
                acme: off
                sites:
                  app.test: {tls: off, respond: {status: 200, body: hello}}
                """);
        Emulated emulated = new Emulated(root, folder);
        try (ChildProcess edge = emulated.start("/usr/bin/sluice", "run")) {
            String version = emulated.run(SLOW, "/usr/bin/sluice", "version");
            assertThat(version).contains("Linux aarch64", "transport epoll", "TLS by BoringSSL");
            Awaitility.await()
                    .atMost(SLOW)
                    .ignoreExceptions()
                    .until(() -> get(edge).equals("hello"));
        }
    }

    private static String get(ChildProcess edge) throws IOException {
        if (!edge.alive()) {
            throw new AssertionError("the edge ended:\n" + edge.output());
        }
        List<String> command = List.of(
                "nsenter",
                "--target",
                Long.toString(edge.pid()),
                "--net",
                "curl",
                "-s",
                "-m",
                "20",
                "-H",
                "Host: app.test",
                "http://127.0.0.1/");
        return ChildProcess.run(folder, SLOW, command);
    }

    private static List<Path> files(Predicate<Path> which) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> !Files.isSymbolicLink(file))
                    .filter(which)
                    .toList();
        }
    }

    private static boolean isElf(Path file) {
        byte[] head = head(file);
        return head.length == 20 && head[0] == 0x7f && head[1] == 'E' && head[2] == 'L' && head[3] == 'F';
    }

    private static int machine(Path file) {
        byte[] head = head(file);
        return head[18] & 0xff | (head[19] & 0xff) << 8;
    }

    private static byte[] head(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(20);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
