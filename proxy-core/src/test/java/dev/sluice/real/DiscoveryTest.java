package dev.sluice.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.harness.ChildProcess;
import dev.sluice.harness.DockerEngine;
import dev.sluice.harness.RealParts;
import dev.sluice.harness.SluiceProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sites by the labels of real containers, found by Sluice as a process of the host and in a container of its own. */
@SuppressWarnings("NullAway.Init") // set before the first test
class DiscoveryTest {
    private static final Path BACKEND =
            Path.of("src/test/resources/discovery/backend.c").toAbsolutePath();
    private static final String API = "api.test";
    /** Of a container that was given none: a part of its id. */
    private static final int HOST_NAME = 12;

    private static DockerEngine engine;
    private static Path folder;
    private ChildProcess sluice;

    @BeforeAll
    static void makeTheBackend() throws IOException {
        for (String program : List.of("gcc", "strip", "nsenter", "ip", "curl")) {
            RealParts.require(program);
        }
        folder = Scratch.folder("discovery");
        engine = DockerEngine.start(folder);
        Path context = Files.createDirectories(folder.resolve("backend"));
        Files.writeString(
                context.resolve("Dockerfile"),
                "FROM scratch\nCOPY backend /\nEXPOSE 8080\nENTRYPOINT [\"/backend\"]\n");
        String program = context.resolve("backend").toString();
        ChildProcess.run(
                folder,
                Duration.ofMinutes(1),
                List.of("gcc", "-static", "-O2", "-Wall", "-Werror", "-o", program, BACKEND.toString()));
        engine.docker("build", "-q", "-t", "backend", context.toString());
    }

    @AfterAll
    static void endTheEngine() throws IOException {
        if (engine != null) {
            engine.close();
        }
    }

    @AfterEach
    void removeEverything() throws IOException {
        if (sluice != null) {
            sluice.close();
        }
        for (String id : engine.docker("ps", "-aq").lines().toList()) {
            engine.docker("rm", "-f", "-v", id);
        }
        engine.docker("network", "prune", "-f");
    }

    @Test
    void containersComeAndGoAndNoRequestFails() throws Exception {
        startProcess("sites: {file.test: {tls: off, respond: {status: 200, body: file}}}\n");
        assertThat(status(API)).isEqualTo("404");
        run("api-1", "sluice.host=" + API);
        soon().until(() -> get(API).equals("api-1"));
        try (ChildProcess requests = many(API, 300)) {
            run("api-2", "sluice.host=" + API);
            soon().until(() -> get(API).equals("api-2"));
            engine.docker("stop", "api-1");
            assertThat(get(API)).isEqualTo("api-2");
            engine.docker("start", "api-1");
            soon().until(() -> get(API).equals("api-1"));
            engine.docker("kill", "api-2");
            assertThat(get(API)).isEqualTo("api-1");
            engine.docker("rm", "api-2");
            requests.await(Duration.ofMinutes(1));
            assertThat(requests.output().lines().distinct()).containsExactly("200");
        }
        assertThat(get("file.test")).isEqualTo("file");
        assertThat(sluice.output())
                .contains("containers: added site api.test")
                .contains("to=\"api-1:8080 (")
                .doesNotContain("WARN", "ERROR");
    }

    @Test
    void aRequestWaitsForAContainerThatIsStoppedAndOneThatIsRemovedIsForgotten() throws Exception {
        startProcess("");
        run("api", "sluice.host=" + API);
        await().until(() -> get(API).equals("api"));
        engine.docker("stop", "api");
        try (ChildProcess waiting = many(API, 1)) {
            await().until(() -> sluice.output().contains("changed site api.test: route / (to)"));
            assertThat(waiting.alive()).isTrue();
            run("taker", "x=y"); // the address may be another now
            engine.docker("start", "api");
            waiting.await(Duration.ofSeconds(20));
            assertThat(waiting.output()).isEqualTo("200\n");
        }
        engine.docker("rm", "-f", "api");
        soon().until(() -> sluice.output().contains("removed site api.test"));
        assertThat(status(API)).isEqualTo("404");
    }

    @Test
    void labelsJoinTheFileWhicheverOfThemChanges() throws Exception {
        String site = "sites: {api.test: {tls: off, headers: {response: {set: {X-Site: %s}}}}}\n";
        String full = "sites: {api.test: {tls: off, respond: {status: 200, body: file}}}\n";
        startProcess(site.formatted("one"));
        run("api", "sluice.host=" + API);
        run("admin", "sluice.host=" + API, "sluice.path=/admin", "sluice.headers.response.set.X-From=label");
        run("wrong", "sluice.host=" + API, "sluice.balance=randum");
        await().until(() -> get(API + "/admin/x").equals("admin"));
        await().until(() -> get(API).equals("api"));
        assertThat(engine.inNetwork("curl", "-si", "-H", "Host: " + API, "http://127.0.0.1:8000/admin"))
                .contains("X-From: label")
                .contains("X-Site: one");

        configure(site.formatted("two"));
        sluice.signal("HUP");
        await().until(() -> engine.inNetwork("curl", "-si", "-H", "Host: " + API, "http://127.0.0.1:8000/")
                .contains("X-Site: two"));
        assertThat(get(API)).isEqualTo("api");
        configure(full);
        sluice.signal("HUP");
        await().until(() -> get(API + "/admin/x").equals("file"));
        assertThat(get(API)).isEqualTo("file");
        configure(site.formatted("three"));
        sluice.signal("HUP");
        await().until(() -> get(API + "/admin/x").equals("admin"));
        configure("docker: off\n" + full);
        sluice.signal("HUP");
        await().until(() -> get(API + "/admin/x").equals("file"));

        assertThat(sluice.output())
                .containsOnlyOnce(
                        "container wrong, label sluice.balance: 'randum' is not possible here (did you mean 'random'?)")
                .containsOnlyOnce(
                        "container api, label sluice.host: 'api.test' has routes in sluice.yaml: write this one"
                                + " there too, or give the site no route of its own");
    }

    @Test
    void anEngineThatIsRestartedIsFollowedAgain() throws Exception {
        startProcess("sites: {file.test: {tls: off, respond: {status: 200, body: file}}}\n");
        engine.docker("run", "-d", "--name", "api", "--restart", "always", "-l", "sluice.host=" + API, "backend");
        await().until(() -> status(API).equals("200"));
        engine.restart(folder.resolve("dockerd-again.log"), () -> {
            await().atMost(Duration.ofSeconds(10)).until(() -> sluice.output().contains("stays in force"));
            assertThat(unchecked("file.test")).isEqualTo("file");
        });
        await().atMost(Duration.ofSeconds(20)).until(() -> status(API).equals("200"));
        await().atMost(Duration.ofSeconds(20)).until(() -> sluice.output().contains("is there again"));
        run("late", "sluice.host=late.test");
        soon().until(() -> get("late.test").equals("late"));
    }

    @Test
    void aProxyThatLetsThreeGetsPassIsEnough() throws Exception {
        RealParts.require("haproxy");
        Path file = folder.resolve("haproxy.cfg");
        Files.writeString(file, """
                global
                  log stdout format raw local0
                defaults
                  mode http
                  log global
                  option httplog
                  timeout connect 5s
                  timeout client 2s
                  timeout server 2s
                frontend proxy
                  bind 127.0.0.1:2375
                  http-request deny unless { method GET } { path_reg ^(/v[0-9.]+)?/(version|events|containers/json)$ }
                  default_backend docker
                backend docker
                  server engine unix@%s
                """.formatted(engine.address().substring("unix://".length())));
        try (ChildProcess proxy = ChildProcess.start(
                folder.resolve("haproxy.log"),
                Map.of(),
                engine.inNetworkCommand("haproxy", "-db", "-f", file.toString()))) {
            startProcess("docker: http://127.0.0.1:2375\n");
            run("api", "sluice.host=" + API);
            soon().until(() -> get(API).equals("api"));
            engine.docker("stop", "api");
            // the proxy ends the quiet stream every two seconds, which is no news
            int before = streams(proxy);
            await().atMost(Duration.ofSeconds(15)).until(() -> streams(proxy) > before + 1);
            engine.docker("start", "api");
            soon().until(() -> get(API).equals("api"));
            assertThat(sluice.output()).doesNotContain("WARN", "ERROR");
        }
    }

    @Test
    void statusAndExplainTellOfLabels() throws Exception {
        startProcess("");
        run("api", "sluice.host=" + API, "sluice.hold=1s");
        await().until(() -> get(API).equals("api"));
        assertThat(sluice("status")).containsPattern("forward to http://[0-9.]+:8080 \\(labels of api\\)");
        assertThat(sluice("explain", "http://api.test/x"))
                .contains("site     api.test (by labels), by its name")
                .contains("route    / (labels of api), ")
                .contains(" container api");
        assertThat(sluice("check")).contains("is good: 0 sites, 0 routes");
    }

    @Test
    @Timeout(value = 9, unit = TimeUnit.MINUTES) // builds the image
    void inAContainerOnlySharedNetworksAreUsed() throws Exception {
        SluiceImage.build(engine, folder, "sluice:test", Map.of());
        engine.docker("network", "create", "edge");
        engine.docker("network", "create", "apart");
        Path etc = Files.createDirectories(folder.resolve("etc"));
        Files.writeString(etc.resolve("sluice.yaml"), """
                acme: off
                docker: on
                defaults: {hold: off}
                sites: {file.test: {tls: off, respond: {status: 200, body: file}}, both.test: {tls: off}, apart.test: {tls: off}}
                """);
        runTheImage(
                etc,
                "--hostname",
                "edge-of-town",
                "--network",
                "edge",
                "--read-only",
                "--cap-drop",
                "ALL",
                "--cap-add",
                "NET_BIND_SERVICE",
                "--group-add",
                groupOfTheSocket());
        engine.docker("run", "-d", "--name", "apart", "--network", "apart", "-l", "sluice.host=apart.test", "backend");
        engine.docker(
                "create",
                "--name",
                "both",
                "--hostname",
                "both",
                "--network",
                "apart",
                "-l",
                "sluice.host=both.test",
                "backend");
        engine.docker("network", "connect", "edge", "both");
        engine.docker("start", "both");
        String address = engine.docker("inspect", "-f", "{{.NetworkSettings.Networks.edge.IPAddress}}", "sluice");
        await().atMost(Duration.ofSeconds(30))
                .ignoreExceptions()
                .until(() -> fetch(address, "both.test").equals("both"));
        await().until(() -> engine.docker("logs", "sluice").contains("container apart"));
        assertThat(engine.docker("logs", "sluice"))
                .contains(
                        "container apart, label sluice.host: the container shares no network with Sluice; put both on one"
                                + " network");
        engine.docker("network", "connect", "edge", "apart");
        soon().until(() -> fetch(address, "apart.test").length() == HOST_NAME);
        engine.docker("network", "disconnect", "edge", "both");
        soon().until(() -> engine.docker("logs", "sluice").contains("site both.test: removed route /"));
        assertThat(fetch(address, "both.test")).isNotEqualTo("both");
        assertThat(fetch(address, "file.test")).isEqualTo("file");
    }

    @Test
    @Timeout(value = 9, unit = TimeUnit.MINUTES) // builds the image
    void withoutRightsToTheSocketTheFileIsServedAndTheWayOutIsSaid() throws Exception {
        SluiceImage.build(engine, folder, "sluice:test", Map.of());
        Path etc = Files.createDirectories(folder.resolve("etc"));
        Files.writeString(
                etc.resolve("sluice.yaml"),
                "acme: off\ndocker: on\nsites: {file.test: {tls: off, respond: {status: 200, body: file}}}\n");
        runTheImage(etc);
        String address = engine.docker("inspect", "-f", "{{.NetworkSettings.IPAddress}}", "sluice");
        await().atMost(Duration.ofSeconds(30))
                .ignoreExceptions()
                .until(() -> fetch(address, "file.test").equals("file"));
        String group = groupOfTheSocket();
        assertThat(engine.docker("logs", "sluice"))
                .containsOnlyOnce("Docker at /var/run/docker.sock: Permission denied. It belongs to the group " + group
                        + ": give that to Sluice (group_add: [\"" + group + "\"]), or name a proxy to it with"
                        + " `docker: http://HOST:2375`. Sluice serves what is in the file; it is tried again");
    }

    private static int streams(ChildProcess proxy) throws IOException {
        return proxy.output().split("GET /v1.41/events", -1).length - 1;
    }

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(20)).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(20));
    }

    /** Starts Sluice beside the engine, as on the host, with what is to be in its file besides listeners and the engine. */
    private void startProcess(String text) throws IOException {
        configure(text);
        List<String> command = new ArrayList<>(SluiceProcess.command());
        command.addAll(List.of("run", "--config", file().toString()));
        Path log = Files.createTempFile(folder, "sluice", ".log");
        sluice = ChildProcess.start(
                log, Map.of("SLUICE_JAVA_OPTS", ""), engine.inNetworkCommand(command.toArray(String[]::new)));
        await().atMost(Duration.ofSeconds(30)).until(() -> sluice.output().contains("serves http"));
    }

    /** In a container named {@code sluice}, with the engine's socket. */
    private static void runTheImage(Path etc, String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of("run", "-d", "--name", "sluice"));
        command.addAll(List.of(options));
        command.addAll(
                List.of("-v", socket() + ":/var/run/docker.sock:ro", "-v", etc + ":/etc/sluice:ro", "sluice:test"));
        engine.docker(command.toArray(String[]::new));
    }

    private static String groupOfTheSocket() throws IOException {
        return Files.getAttribute(socket(), "unix:gid").toString();
    }

    private static Path socket() {
        return Path.of(engine.address().substring("unix://".length()));
    }

    private static void configure(String text) throws IOException {
        String docker = text.contains("docker:") ? "" : "docker: " + engine.address() + "\n";
        Files.writeString(
                file(),
                "acme: off\nlisten: {http: 8000, https: off}\ndata: " + folder.resolve("data") + "\n" + docker + text);
    }

    private static Path file() {
        return folder.resolve("sluice.yaml");
    }

    private static String sluice(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(SluiceProcess.command());
        command.add(arguments[0]);
        command.addAll(List.of("--config", file().toString()));
        command.addAll(List.of(arguments).subList(1, arguments.length));
        return engine.inNetwork(command.toArray(String[]::new));
    }

    /** Runs a backend with these labels that tells its name. */
    private static void run(String name, String... labels) throws IOException {
        List<String> command = new ArrayList<>(List.of("run", "-d", "--name", name, "--hostname", name));
        for (String label : labels) {
            command.addAll(List.of("-l", label));
        }
        command.add("backend");
        engine.docker(command.toArray(String[]::new));
    }

    private static String get(String url) throws IOException {
        return fetch("127.0.0.1:8000", url);
    }

    private static String unchecked(String url) {
        try {
            return get(url);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String fetch(String address, String url) throws IOException {
        String[] parts = url.split("/", 2);
        String path = parts.length > 1 ? "/" + parts[1] : "/";
        return engine.inNetwork("curl", "-s", "-m", "5", "-H", "Host: " + parts[0], "http://" + address + path);
    }

    private static String status(String url) throws IOException {
        String[] parts = url.split("/", 2);
        String path = parts.length > 1 ? "/" + parts[1] : "/";
        return engine.inNetwork(
                "curl",
                "-s",
                "-m",
                "15",
                "-o",
                "/dev/null",
                "-w",
                "%{http_code}",
                "-H",
                "Host: " + parts[0],
                "http://127.0.0.1:8000" + path);
    }

    /** So many requests, one after the other, each with a line for its status. */
    private static ChildProcess many(String host, int count) throws IOException {
        String loop = "for i in $(seq " + count + "); do curl -s -m 15 -o /dev/null -w '%{http_code}\\n' -H 'Host: "
                + host + "' http://127.0.0.1:8000/; done";
        return ChildProcess.start(
                Files.createTempFile(folder, "requests", ".log"), Map.of(), engine.inNetworkCommand("sh", "-c", loop));
    }
}
