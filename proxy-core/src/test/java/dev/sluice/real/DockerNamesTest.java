package dev.sluice.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.harness.DockerEngine;
import dev.sluice.harness.Message;
import dev.sluice.harness.NameServer;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Names and addresses as containers meet them, on user-defined bridges with Docker's DNS (127.0.0.11, whose answers may be kept for
 * ten minutes by their own account).
 */
@SuppressWarnings("NullAway.Init") // set before the first test
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DockerNamesTest {
    private static final String SITES = """
            acme: off
            defaults: {hold: 1s}
            sites:
              fixed.test: {tls: off, respond: {status: 200, body: fixed}}
              api.test: {tls: off, to: "api:8080"}
              moving.test: {tls: off, hold: 10s, to: "moving:8080"}
              stranger.test: {tls: off, to: "stranger:8080"}
              trapped.test: {tls: off, to: "trapped:8080"}
              listed.test: {tls: off, to: "listed:8080"}
            """;

    private static DockerEngine engine;
    private static NameServer dns;
    private static Edge edge;
    /** On a host without DNS. */
    private static Edge alone;
    /** Reached through the userland proxy only. */
    private static Edge behindGateway;

    @BeforeAll
    static void start() throws IOException {
        Path folder = Scratch.folder("names");
        engine = DockerStage.engine();
        engine.docker("network", "create", "--subnet", "172.30.1.0/24", "front");
        engine.docker("network", "create", "back");
        backend("trap", "front", "--ip", "172.30.1.200");
        dns = new NameServer(engine.outside(), "wild.example", InetAddress.getByName("172.30.1.200"));
        edge = Edge.begin("edge", folder, 1080, SITES, usual("--ip", "172.30.1.2"));
        alone = Edge.begin("alone", folder, 2080, SITES, "--network", "back");
        behindGateway = Edge.begin(
                "behind-gateway", folder, 3080, SITES, usual("-e", "SLUICE_JAVA_OPTS=-Dsluice.gateway.seconds=1"));
        for (int i = 1; i <= 3; i++) {
            backend("api" + i, "front", "--network-alias", "api", "--hostname", "api" + i);
        }
        backend("elsewhere", "back", "--network-alias", "stranger");
        backend("named", "front", "--ip", "172.30.1.9", "--hostname", "named");
        edge.awaitServing();
        alone.awaitServing();
        behindGateway.awaitServing();
    }

    private static String[] usual(String... more) {
        List<String> options = new ArrayList<>(List.of(
                "--network",
                "front",
                "--add-host",
                "listed:172.30.1.9",
                "--dns",
                engine.outside().getHostAddress(),
                "--dns-search",
                "wild.example"));
        options.addAll(List.of(more));
        return options.toArray(String[]::new);
    }

    private static void backend(String name, String network, String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of("run", "-d", "--name", name, "--network", network));
        command.addAll(List.of(options));
        command.add(DockerStage.api());
        engine.docker(command.toArray(String[]::new));
    }

    @AfterAll
    static void end() throws IOException {
        if (dns != null) {
            dns.close();
        }
        DockerStage.clear();
    }

    @Test
    void everyReplicaOfANameGetsItsShare() throws IOException {
        Map<String, Integer> answers = new HashMap<>();
        for (int i = 0; i < 60; i++) {
            answers.merge(edge.get("api.test").body(), 1, Integer::sum);
        }
        assertThat(answers).containsOnlyKeys("api1", "api2", "api3");
        assertThat(answers.values()).allSatisfy(count -> assertThat(count).isBetween(5, 35));
    }

    @Test
    void aContainerThatIsMadeAnewWithAnotherAddressIsFoundWithinFiveSeconds() throws IOException {
        backend("moving1", "front", "--network-alias", "moving", "--ip", "172.30.1.21", "--hostname", "first");
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> edge.get("moving.test").body().equals("first"));
        engine.docker("rm", "-f", "moving1");
        backend("other", "front", "--ip", "172.30.1.21", "--hostname", "other"); // has the old address now
        backend("moving2", "front", "--network-alias", "moving", "--ip", "172.30.1.22", "--hostname", "second");
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> edge.get("moving.test").body().equals("second"));
        engine.docker("rm", "-f", "moving2");
        backend("moving3", "front", "--network-alias", "moving", "--ip", "172.30.1.23", "--hostname", "third");
        Message answer = edge.get("moving.test"); // to an address where nobody is, or to the new one
        assertThat(answer.body()).isEqualTo("third");
    }

    @Test
    void aNameOnANetworkThatIsNotSharedIsSaid() throws IOException {
        String sentence = "`stranger` does not resolve here: are both on one network?";
        assertThat(edge.get("stranger.test").status()).isEqualTo(502);
        assertThat(edge.get("fixed.test").body()).isEqualTo("fixed");
        assertThat(edge.sluice("status")).contains("DOWN stranger, 0 in flight: " + sentence);
        assertThat(edge.sluice("explain", "http://stranger.test/")).contains(sentence);
        assertThat(lines(edge, "WARN", sentence)).hasSize(1);
        Awaitility.await()
                .untilAsserted(() -> assertThat(lines(edge, " stranger.test ", "why=", sentence))
                        .isNotEmpty());
        engine.docker("network", "connect", "--alias", "stranger", "front", "elsewhere");
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> edge.get("stranger.test").status() == 200);
        assertThat(lines(edge, "INFO", "`stranger` resolves now")).hasSize(1);
    }

    @Test
    void aNameIsNeverLookedForInTheDomainOfTheHost() throws IOException {
        assertThat(edge.get("trapped.test").status()).isEqualTo(502);
        assertThat(dns.questions()).contains("trapped").noneMatch(name -> name.endsWith("wild.example"));
    }

    @Test
    void aNameOfTheHostsFileIsFound() throws IOException {
        assertThat(edge.get("listed.test").body()).isEqualTo("named");
    }

    @Test
    void whereTheHostHasNoDnsOtherSitesAndReloadsDoNotWait() throws IOException {
        long begun = System.nanoTime();
        assertThat(alone.get("stranger.test").status()).isEqualTo(200);
        assertThat(alone.get("fixed.test").body()).isEqualTo("fixed");
        Files.writeString(alone.folder().resolve("sluice.yaml"), SITES + "  late.test: {tls: off, to: \"late:1\"}\n");
        alone.sluice("reload"); // or the file was looked at before
        assertThat(alone.sluice("status")).contains("late.test");
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(8));
        assertThat(alone.get("late.test").status()).isEqualTo(502);
        Awaitility.await()
                .atMost(Duration.ofSeconds(40))
                .untilAsserted(
                        () -> assertThat(lines(alone, "WARN", "`late` does not resolve here: are both on one network?"))
                                .hasSize(1));
    }

    @Test
    void whereEveryClientComesFromTheGatewayTheReasonIsSaidOnce() throws IOException {
        String sentence = "every client so far came from 172.30.1.1, the gateway of this container's network";
        Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            askThroughTheUserlandProxy(20);
            assertThat(lines(behindGateway, "WARN", sentence)).isNotEmpty();
        });
        askThroughTheUserlandProxy(25);
        assertThat(lines(behindGateway, "WARN", sentence)).hasSize(1);
    }

    private static void askThroughTheUserlandProxy(int times) throws IOException {
        String url = "http://127.0.0.1:" + behindGateway.port() + "/";
        String command = "for i in $(seq " + times + "); do curl -s -m 5 -H 'Host: fixed.test' " + url + "; done";
        assertThat(engine.inNetwork("sh", "-c", command)).isEqualTo("fixed".repeat(times));
    }

    @Test
    void clientsFromOutsideAreSeenWithTheirOwnAddresses() throws IOException {
        for (int i = 0; i < 25; i++) {
            edge.get("fixed.test");
        }
        Awaitility.await()
                .untilAsserted(
                        () -> assertThat(lines(edge, " " + engine.outside().getHostAddress() + " fixed.test "))
                                .hasSizeGreaterThanOrEqualTo(25));
        assertThat(lines(edge, "every client so far")).isEmpty();
    }

    private static List<String> lines(Edge of, String... parts) throws IOException {
        return of.log()
                .lines()
                .filter(line -> List.of(parts).stream().allMatch(line::contains))
                .toList();
    }
}
