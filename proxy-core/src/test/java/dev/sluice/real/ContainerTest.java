package dev.sluice.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.harness.ChildProcess;
import dev.sluice.harness.DockerEngine;
import dev.sluice.harness.RealParts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The image as its users run it, on a real Docker engine. */
@SuppressWarnings("NullAway.Init") // set before the first test
class ContainerTest {
    private static final long MEGABYTE = 1_000_000;
    private static final String IMAGE = "sluice:test";
    private static DockerEngine engine;
    private static Path folder;

    @BeforeAll
    static void buildTheImage() throws IOException {
        SluiceImage.requirePrograms();
        folder = Scratch.folder("container");
        engine = DockerEngine.start(folder);
        SluiceImage.build(engine, folder, IMAGE, Map.of("DOCKER_BUILDKIT", "0"));
    }

    @AfterAll
    static void endTheEngine() throws IOException {
        if (engine != null) {
            engine.close();
            Scratch.delete(folder.resolve("base"));
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
        engine.docker("save", "-o", tar.toString(), IMAGE);
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
    void givesBackTheMemoryOfItsStart() throws IOException {
        start();
        assertThat(get("/")).isEqualTo("hello");
        Path status = Path.of("/proc", engine.docker("inspect", "-f", "{{.State.Pid}}", "sluice"), "status");
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(resident(status)).isLessThan(70 * 1024));
    }

    /** In kilobytes. */
    private static long resident(Path status) throws IOException {
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .sum();
    }

    @Test
    void becomesHealthyAndUsesTheCacheOfClasses() throws IOException {
        start("--health-interval", "1s", "-e", "SLUICE_JAVA_OPTS=-Xlog:aot=info:stdout");
        awaitHealthy();
        assertThat(engine.docker("logs", "sluice")).contains("Opened AOT cache").doesNotContain("mismatch");
    }

    @Test
    void makesAndUsesACacheOfClassesOfItsOwn() throws IOException {
        start("-v", "cache:/data", "-e", "SLUICE_JAVA_OPTS=-XX:AOTCacheOutput=/data/own.aot");
        engine.docker("stop", "-t", "50", "sluice");
        assertThat(engine.docker("inspect", "-f", "{{.State.ExitCode}}", "sluice"))
                .isEqualTo("0");
        engine.docker("rm", "sluice");

        start("-v", "cache:/data", "-e", "SLUICE_JAVA_OPTS=-XX:AOTCache=/data/own.aot -Xlog:aot=info:stdout");

        assertThat(engine.docker("logs", "sluice")).contains("Opened AOT cache /data/own.aot");
    }

    @Test
    void saysWhatItIs() throws Exception {
        assertThat(label("title")).isEqualTo("Sluice");
        assertThat(label("description")).isEqualTo("The edge proxy for a Docker Compose host");
        assertThat(label("licenses")).isEqualTo("Apache-2.0");
        assertThat(label("version")).isEqualTo(version());
        Assumptions.assumeTrue(isCheckout(), "skipped: the sources are no checkout, so that no revision is known");
        assertThat(label("revision")).isEqualTo(git("rev-parse", "HEAD"));
        assertThat(Instant.parse(label("created")))
                .isEqualTo(Instant.ofEpochSecond(Long.parseLong(git("log", "-1", "--format=%ct"))));
    }

    @Test
    void bringsTheListOfItsComponents() throws Exception {
        Path home = Files.createDirectories(folder.resolve("listed"));
        String container = engine.docker("create", IMAGE);
        for (String part : List.of("lib", "share")) {
            engine.docker("cp", container + ":/opt/sluice/" + part, home.toString());
        }
        engine.docker("rm", container);
        ComponentList list = ComponentList.of(home);
        list.assertListsTheJars();
        assertThat(list.version("libc6")).matches("2\\.\\d+-.+");
        assertThat(list.version("openjdk")).startsWith("25");
        assertThat(engine.docker("run", "--rm", IMAGE, "version")).contains("Java " + list.version("openjdk") + " (");
        Scratch.delete(home);
    }

    /** The layout of distroless images: Debian's libc and authorities, {@code /lib} a symbolic link, a user 65532 of another name. */
    @Test
    void runsOnAnotherBaseToo() throws Exception {
        Path base = Files.createDirectories(folder.resolve("base"));
        SluiceImage.unpackDebian(base, "base-files", "ca-certificates", "libc6", "netbase");
        for (String merged : List.of("lib", "lib64")) {
            Path into = Files.createDirectories(base.resolve("usr").resolve(merged));
            run("cp", "-a", base.resolve(merged) + "/.", into.toString());
            Scratch.delete(base.resolve(merged));
            Files.createSymbolicLink(base.resolve(merged), Path.of("usr", merged));
        }
        Files.writeString(base.resolve("etc/passwd"), """
                root:x:0:0:root:/root:/sbin/nologin
                nonroot:x:65532:65532:nonroot:/home/nonroot:/sbin/nologin
                """);
        Path tar = folder.resolve("base.tar");
        ChildProcess.run(
                folder, Duration.ofMinutes(1), List.of("tar", "-cf", tar.toString(), "-C", base.toString(), "."));
        engine.docker("import", tar.toString(), "base:test");
        Files.delete(tar);
        SluiceImage.build(engine, folder, "sluice:based", Map.of("BASE", "base:test", "DOCKER_BUILDKIT", "1"));

        startImage("sluice:based", "--health-interval", "1s", "--read-only", "--cap-drop", "ALL");

        assertThat(get("/")).isEqualTo("hello");
        awaitHealthy();
        assertThat(engine.docker("exec", "sluice", "sluice", "version")).contains("transport epoll", "BoringSSL");
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

    private static String label(String name) throws IOException {
        String format = "{{index .Config.Labels \"org.opencontainers.image." + name + "\"}}";
        return engine.docker("inspect", "-f", format, IMAGE);
    }

    private static String version() throws IOException {
        return engine.docker("run", "--rm", IMAGE, "version")
                .lines()
                .findFirst()
                .orElse("")
                .replace("Sluice ", "");
    }

    private static boolean isCheckout() throws IOException {
        List<String> command = List.of(RealParts.require("git").toString(), "rev-parse", "HEAD");
        try (ChildProcess git = ChildProcess.start(folder.resolve("git.log"), Map.of(), command)) {
            return git.await(Duration.ofSeconds(20)) == 0;
        }
    }

    private static String git(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(RealParts.require("git").toString()));
        command.addAll(List.of(arguments));
        return ChildProcess.run(folder, Duration.ofSeconds(20), command).strip();
    }

    private static void awaitHealthy() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> engine.docker("inspect", "-f", "{{.State.Health.Status}}", "sluice")
                        .equals("healthy"));
    }

    private static void start(String... options) throws IOException {
        startImage(IMAGE, options);
    }

    /** Starts the container and waits until it answers. The file goes in by a copy, so that nothing of this machine is mounted. */
    private static void startImage(String image, String... options) throws IOException {
        Path etc = Files.createDirectories(folder.resolve("etc"));
        Files.writeString(etc.resolve("sluice.yaml"), """
                acme: off
                sites:
                  app.test: {tls: off, respond: {status: 200, body: hello}}
                  slow.test: {tls: off, to: "127.0.0.1:1", hold: 5m}
                """);
        List<String> command = new ArrayList<>(List.of("run", "-d", "--name", "sluice", "-v", etc + ":/etc/sluice:ro"));
        command.addAll(List.of(options));
        command.add(image);
        engine.docker(command.toArray(String[]::new));
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
