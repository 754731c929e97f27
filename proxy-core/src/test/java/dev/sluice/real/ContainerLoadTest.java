package dev.sluice.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.harness.ChildProcess;
import dev.sluice.harness.DockerEngine;
import dev.sluice.harness.Message;
import dev.sluice.harness.RawClient;
import dev.sluice.harness.RealParts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;

/** A container with 128 MB before an API with two replicas and a registry with a password: what a busy day brings. */
@SuppressWarnings("NullAway.Init") // set before the first test
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ContainerLoadTest {
    /** {@code -Dsluice.load=full} for the whole of it: what takes seconds in the usual build then takes minutes. */
    private static final boolean FULL = "full".equals(System.getProperty("sluice.load"));

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int CLIENTS = 4;
    private static final int SOCKETS = 500;
    private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");
    private static final Pattern BAD = Pattern.compile("Non-2xx or 3xx responses: |Socket errors: ");
    private static DockerEngine engine;
    private static Path folder;
    private static Edge edge;
    private static Cgroup memory;

    @BeforeAll
    static void start() throws IOException {
        for (String program : List.of("wrk", "curl", "htpasswd", "docker-registry")) {
            RealParts.require(program);
        }
        folder = Scratch.folder("load");
        engine = DockerStage.engine();
        engine.docker("network", "create", "--subnet", "172.30.2.0/24", "load");
        edge = Edge.begin(
                "loaded",
                folder,
                80,
                """
                acme: off
                sites:
                  api.test: {redirect-http: off, to: "api:8080"}
                  registry.test: registry:5000
                """,
                "--network",
                "load",
                "--memory",
                "128m",
                "--memory-swap",
                "128m",
                "--restart",
                "on-failure");
        for (int i = 1; i <= 2; i++) {
            replica(i, 10 + i);
        }
        String passwords = ChildProcess.run(folder, PATIENCE, List.of("htpasswd", "-Bbn", "pi", "secret"));
        Files.writeString(folder.resolve("htpasswd"), passwords);
        engine.docker(
                "run",
                "-d",
                "--name",
                "registry",
                "--network",
                "load",
                "-v",
                folder.resolve("htpasswd") + ":/htpasswd:ro",
                "-e",
                "REGISTRY_AUTH=htpasswd",
                "-e",
                "REGISTRY_AUTH_HTPASSWD_REALM=here",
                "-e",
                "REGISTRY_AUTH_HTPASSWD_PATH=/htpasswd",
                DockerStage.registry());
        edge.awaitServing();
        memory = Cgroup.of(engine, "loaded");
        engine.trust("registry.test", edge.root());
        engine.trust("api.test", edge.root());
    }

    private static void replica(int number, int address) throws IOException {
        engine.docker(
                "run",
                "-d",
                "--name",
                "api" + number,
                "--hostname",
                "at" + address,
                "--network",
                "load",
                "--network-alias",
                "api",
                "--ip",
                "172.30.2." + address,
                DockerStage.api());
    }

    @AfterAll
    static void end() throws IOException {
        DockerStage.clear();
    }

    @AfterEach
    void wasNotKilled(TestReporter reporter) throws IOException {
        Figures.note(
                folder,
                reporter,
                "memory in MiB",
                "peak %d, anonymous now %d, limit met %d times"
                        .formatted(memory.peak() >> 20, memory.anonymous() >> 20, memory.limitMet()));
        assertThat(engine.docker(
                        "inspect", "-f", "{{.State.OOMKilled}} {{.RestartCount}} {{.State.Running}}", "loaded"))
                .isEqualTo("false 0 true");
        assertThat(memory.killed()).isZero();
    }

    @Test
    void noGetFailsWhileTheReplicasAreMadeAnewTenTimes() throws Exception {
        Load load = new Load();
        List<Thread> clients = load.begin();
        for (int round = 0; round < 10; round++) {
            int number = 1 + round % 2;
            if (round % 4 < 2) {
                engine.docker("stop", "-t", "5", "api" + number); // as `docker compose up` does
            }
            engine.docker("rm", "-f", "api" + number);
            replica(number, 20 + round);
            load.awaitAnswerOf("at" + (20 + round));
        }
        load.over = true;
        for (Thread client : clients) {
            client.join();
        }
        assertThat(load.failures).isEmpty();
        assertThat(load.slowest).hasValueLessThan(5_000);
    }

    @Test
    void dockerPushesAndPullsALargeLayerThroughTheEdge() throws IOException {
        int mebibytes = FULL ? 1024 : 64;
        String image = DockerStage.random(mebibytes);
        String remote = "registry.test/random:latest";
        String id = engine.docker("images", "-q", "--no-trunc", image);
        String config = Files.createDirectories(folder.resolve("docker")).toString();
        engine.docker("tag", image, remote);
        assertThat(fails("push", remote)).contains("no basic auth credentials");
        engine.docker("--config", config, "login", "-u", "pi", "-p", "secret", "registry.test");
        engine.docker(PATIENCE, "--config", config, "push", "-q", remote);
        engine.docker("rmi", remote, image);
        engine.docker(PATIENCE, "--config", config, "pull", "-q", remote);
        assertThat(engine.docker("images", "-q", "--no-trunc", remote)).isEqualTo(id);
        engine.docker("rmi", remote);
    }

    private static String fails(String... arguments) {
        try {
            return "worked: " + engine.docker(arguments);
        } catch (AssertionError | IOException refused) {
            return String.valueOf(refused.getMessage());
        }
    }

    @Test
    void requestsOverTlsALargePushAndManyWebSocketsFitIntoTheMemory(TestReporter reporter) throws IOException {
        List<EchoSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < SOCKETS; i++) {
                sockets.add(new EchoSocket(edge.tlsClient("api.test"), "api.test"));
            }
            Figures.note(folder, reporter, "requests per second over TLS", wrk(FULL ? 60 : 10));
            push(FULL ? 2048 : 256);
            for (EchoSocket socket : sockets) {
                socket.echoes();
            }
        } finally {
            for (EchoSocket socket : sockets) {
                socket.close();
            }
        }
    }

    /** 64 connections for so many seconds; gives the requests a second. */
    private static String wrk(int seconds) throws IOException {
        String output = ChildProcess.run(
                folder,
                PATIENCE,
                engine.besideCommand(
                        RealParts.require("wrk").toString(), "-t1", "-c64", "-d" + seconds, "https://api.test/"));
        Matcher rate = RATE.matcher(output);
        assertThat(rate.find()).as(output).isTrue();
        assertThat(BAD.matcher(output).find()).as(output).isFalse();
        return rate.group(1);
    }

    /** A layer of so many MiB in one chunked PATCH, as Docker sends them. */
    private static void push(int mebibytes) throws IOException {
        String curl = "curl -sS --fail-with-body --cacert " + edge.root() + " -u pi:secret ";
        String commands = "location=$(" + curl + "-X POST -D - https://registry.test/v2/large/blobs/uploads/"
                + " | tr -d '\\r' | sed -n 's/^[Ll]ocation: //p') && head -c " + mebibytes + "M /dev/zero | " + curl
                + "-X PATCH -H 'Content-Type: application/octet-stream' -T - -w '%{http_code}' \"$location\"";
        assertThat(ChildProcess.run(folder, PATIENCE, engine.besideCommand("sh", "-c", commands)))
                .endsWith("202");
    }

    /** Clients that ask again and again. */
    private static final class Load {
        final Queue<String> failures = new ConcurrentLinkedQueue<>();
        final AtomicInteger slowest = new AtomicInteger();
        private final Set<String> answered = ConcurrentHashMap.newKeySet();
        volatile boolean over;

        List<Thread> begin() {
            List<Thread> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(Thread.ofVirtual().start(this::ask));
            }
            return clients;
        }

        void awaitAnswerOf(String host) {
            Awaitility.await().atMost(Duration.ofSeconds(15)).until(() -> answered.contains(host));
        }

        private void ask() {
            try (RawClient client = RawClient.plain(engine.published(edge.port()))) {
                while (!over) {
                    long begun = System.nanoTime();
                    Message answer = client.exchange("GET / HTTP/1.1", "Host: api.test");
                    int millis =
                            (int) Duration.ofNanos(System.nanoTime() - begun).toMillis();
                    slowest.accumulateAndGet(millis, Math::max);
                    if (answer.status() == 200) {
                        answered.add(answer.body());
                    } else {
                        failures.add(answer + " " + answer.body());
                    }
                }
            } catch (IOException e) {
                failures.add(e.toString());
            }
        }
    }
}
