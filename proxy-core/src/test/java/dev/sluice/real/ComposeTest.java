package dev.sluice.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.harness.ChildProcess;
import dev.sluice.harness.DockerEngine;
import dev.sluice.harness.Message;
import dev.sluice.harness.RawClient;
import dev.sluice.harness.RealParts;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The stacks of docs/compose as they stand there, by docker-compose, with stand-ins for images that would have to be pulled. */
@SuppressWarnings("NullAway.Init") // set before each test
@Timeout(value = 4, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ComposeTest {
    private static final Path STACKS = Path.of("../docs/compose");
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private DockerEngine engine;
    private Path folder;
    private Path root;
    private String domain;

    @BeforeAll
    static void makeTheImage() throws IOException {
        for (String program : List.of("docker-compose", "htpasswd", "docker-registry")) {
            RealParts.require(program);
        }
        DockerStage.sluice();
    }

    @BeforeEach
    void takeTheEngine() throws IOException {
        engine = DockerStage.engine();
    }

    @AfterEach
    void end() throws IOException {
        DockerStage.clear();
    }

    @ParameterizedTest
    @ValueSource(strings = {"seed", "raspberry-pi"})
    void everySiteOfTheStackIsServed(String stack) throws IOException {
        up(stack);
        plainRequestsAreSentToHttps();
        assertThat(get("www").body()).isEqualTo("the front end\n");
        bothReplicasAnswer();
        theConsoleOfPortainerOpens();
        theRegistryAsksForAPasswordAndTakesAPush();
        Awaitility.await()
                .atMost(Duration.ofSeconds(40))
                .until(() -> inspect("sluice", "{{.State.Health.Status}}").equals("healthy"));
        compose("stop", "sluice");
        assertThat(inspect("sluice", "{{.State.ExitCode}} {{.State.OOMKilled}} {{.RestartCount}}"))
                .isEqualTo("0 false 0");
        compose("down", "--volumes");
        assertThat(engine.docker("ps", "-aq")).isEmpty();
    }

    /** As its README says: the folder, a password for the registry, a token. */
    private void up(String stack) throws IOException {
        folder = Scratch.folder("compose-" + stack);
        domain = stack + ".test";
        ChildProcess.run(folder, PATIENCE, List.of("cp", "-r", STACKS.resolve(stack) + "/.", folder.toString()));
        Files.writeString(
                Files.createDirectories(folder.resolve("registry")).resolve("htpasswd"),
                ChildProcess.run(folder, PATIENCE, List.of("htpasswd", "-Bbn", "pi", "secret")));
        Files.writeString(folder.resolve("cloudflare-token"), "none\n");
        Map<String, String> choices = Map.of(
                "DOMAIN", domain,
                "SLUICE_IMAGE", DockerStage.sluice(),
                "PORTAINER_IMAGE", DockerStage.portainer(),
                "REGISTRY_IMAGE", DockerStage.registry(),
                "API_IMAGE", DockerStage.api(),
                "FRONTEND_IMAGE", DockerStage.frontend(),
                "UPDATER_IMAGE", DockerStage.api(),
                "DOCKER_SOCKET", engine.socket().toString());
        List<String> lines = new ArrayList<>();
        choices.forEach((name, value) -> lines.add(name + "=" + value));
        Files.write(folder.resolve(".env"), lines);
        compose("up", "-d");
        Awaitility.await()
                .atMost(Duration.ofSeconds(40))
                .until(() -> engine.docker("logs", container("sluice")).contains(" serves http"));
        root = folder.resolve("root.pem");
        engine.docker("cp", container("sluice") + ":/data/ca/root.pem", root.toString());
    }

    private void plainRequestsAreSentToHttps() throws IOException {
        try (RawClient client = RawClient.plain(engine.published(80))) {
            Message answer = client.exchange("GET /x HTTP/1.1", "Host: api." + domain);
            assertThat(answer.status()).isEqualTo(308);
            assertThat(answer.field("Location")).isEqualTo("https://api." + domain + "/x");
        }
    }

    private void bothReplicasAnswer() throws IOException {
        Set<String> hosts = new HashSet<>();
        for (int i = 0; i < 40; i++) {
            hosts.add(get("api").body());
        }
        assertThat(hosts).hasSize(2);
    }

    private void theConsoleOfPortainerOpens() throws IOException {
        String host = "portainer." + domain;
        try (EchoSocket socket = new EchoSocket(RawClient.tls(https(), root, host), host)) {
            socket.echoes();
        }
    }

    private void theRegistryAsksForAPasswordAndTakesAPush() throws IOException {
        String host = "registry." + domain;
        try (RawClient client = RawClient.tls(https(), root, host)) {
            Message answer = client.exchange("GET /v2/ HTTP/1.1", "Host: " + host);
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.field("WWW-Authenticate")).contains("Basic");
        }
        engine.trust(host, root);
        String config = Files.createDirectories(folder.resolve("docker")).toString();
        engine.docker("tag", DockerStage.random(4), host + "/random:1");
        engine.docker("--config", config, "login", "-u", "pi", "-p", "secret", host);
        engine.docker("--config", config, "push", "-q", host + "/random:1");
        engine.docker("rmi", host + "/random:1");
        engine.docker("--config", config, "pull", "-q", host + "/random:1");
        engine.docker("rmi", host + "/random:1");
    }

    private Message get(String site) throws IOException {
        String host = site + "." + domain;
        try (RawClient client = RawClient.tls(https(), root, host)) {
            return client.exchange("GET / HTTP/1.1", "Host: " + host);
        }
    }

    private InetSocketAddress https() {
        return engine.published(443);
    }

    private String container(String service) throws IOException {
        return engine.docker("ps", "-aq", "--filter", "label=com.docker.compose.service=" + service);
    }

    private String inspect(String service, String format) throws IOException {
        return engine.docker("inspect", "-f", format, container(service));
    }

    private void compose(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "env",
                "DOCKER_HOST=" + engine.address(),
                RealParts.require("docker-compose").toString(),
                "--project-directory",
                folder.toString(),
                "-f",
                folder.resolve("compose.yaml").toString()));
        command.addAll(List.of(arguments));
        ChildProcess.run(folder, PATIENCE, command);
    }
}
