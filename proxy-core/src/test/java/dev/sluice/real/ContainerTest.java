package dev.sluice.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.harness.ChildProcess;
import dev.sluice.harness.DockerEngine;
import dev.sluice.harness.RealParts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The image as its users run it, on a real Docker engine. */
@SuppressWarnings("NullAway.Init") // set before the first test
class ContainerTest {
    private static final long MEGABYTE = 1_000_000;
    private static DockerEngine engine;
    private static Path folder;

    @BeforeAll
    static void buildTheImage() throws IOException {
        for (String program : List.of("gcc", "strip", "mmdebstrap", "nsenter", "ip", "curl")) {
            RealParts.require(program);
        }
        folder = Scratch.folder("container");
        engine = DockerEngine.start(folder);
        Map<String, String> environment = Map.of(
                "DOCKER_HOST", engine.address(), "DOCKER", DockerEngine.client().toString());
        try (ChildProcess build = ChildProcess.start(
                folder.resolve("build.log"),
                environment,
                List.of(Path.of("src/main/image/build").toAbsolutePath().toString(), "sluice:test"))) {
            assertThat(build.await(Duration.ofMinutes(2))).as(build.output()).isZero();
        }
    }

    @AfterAll
    static void endTheEngine() throws IOException {
        if (engine != null) {
            engine.close();
        }
    }

    @AfterEach
    void removeTheContainer() throws IOException {
        if (!engine.docker("ps", "-aq").isEmpty()) {
            engine.docker("rm", "-f", "-v", "sluice");
        }
    }

    @Test
    void isUnder45MegabytesCompressed() throws Exception {
        Path tar = folder.resolve("image.tar");
        engine.docker("save", "-o", tar.toString(), "sluice:test");
        run("gzip", "-6", tar.toString());
        long size = Files.size(folder.resolve("image.tar.gz"));
        Files.delete(folder.resolve("image.tar.gz"));
        assertThat(size).isLessThan(45 * MEGABYTE);
    }

    @Test
    void servesWithAReadOnlyRootAndNextToNoRights() throws IOException {
        start("--read-only", "--cap-drop", "ALL", "--cap-add", "NET_BIND_SERVICE", "--user", "65532:65532");
        assertThat(get("/")).isEqualTo("hello");
        assertThat(engine.docker("exec", "sluice", "sluice", "status")).contains("app.test");
        assertThat(engine.docker("logs", "sluice")).contains("\"GET / HTTP/1.1\" 200");
    }

    @Test
    void becomesHealthyAndUsesTheCacheOfClasses() throws IOException {
        start("--health-interval", "1s", "-e", "SLUICE_JAVA_OPTS=-Xlog:aot=info:stdout");
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> engine.docker("inspect", "-f", "{{.State.Health.Status}}", "sluice")
                        .equals("healthy"));
        assertThat(engine.docker("logs", "sluice")).contains("Opened AOT cache").doesNotContain("mismatch");
    }

    @Test
    void stopsInTimeWithAnUploadThatWaitsForItsBackend() throws IOException {
        start("--memory", "128m");
        try (ChildProcess upload = ChildProcess.start(
                folder.resolve("upload.log"),
                Map.of(),
                engine.inNetworkCommand(
                        "curl", "-s", "-H", "Host: slow.test", "--limit-rate", "1k", "-T", "/dev/zero", url("/")))) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> engine.docker("exec", "sluice", "sluice", "status", "--json")
                            .matches("(?s).*\"connections\"\\s*:\\s*[1-9].*"));
            long before = System.nanoTime();
            assertThat(upload.alive()).isTrue();
            engine.docker("stop", "sluice");
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(9));
        }
        assertThat(engine.docker("inspect", "-f", "{{.State.ExitCode}} {{.State.OOMKilled}}", "sluice"))
                .isEqualTo("0 false");
    }

    /** Starts the container and waits until it answers. The file goes in by a copy, so that nothing of this machine is mounted. */
    private static void start(String... options) throws IOException {
        Path etc = Files.createDirectories(folder.resolve("etc"));
        Files.writeString(etc.resolve("sluice.yaml"), """
                acme: off
                sites:
                  app.test: {tls: off, respond: {status: 200, body: hello}}
                  slow.test: {tls: off, to: "127.0.0.1:1", hold: 5m}
                """);
        String[] command = new String[options.length + 7];
        System.arraycopy(
                new String[] {"run", "-d", "--name", "sluice", "-v", etc + ":/etc/sluice:ro"}, 0, command, 0, 6);
        System.arraycopy(options, 0, command, 6, options.length);
        command[command.length - 1] = "sluice:test";
        engine.docker(command);
        Awaitility.await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(() -> get("/").equals("hello"));
    }

    private static String get(String path) throws IOException {
        return engine.inNetwork("curl", "-s", "-m", "5", "-H", "Host: app.test", url(path));
    }

    private static String url(String path) throws IOException {
        return "http://" + engine.docker("inspect", "-f", "{{.NetworkSettings.IPAddress}}", "sluice") + path;
    }

    private static void run(String... command) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder(command).start().waitFor()).isZero();
    }
}
