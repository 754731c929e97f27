package dev.sluice.whole;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.harness.ChildProcess;
import dev.sluice.harness.Edge;
import dev.sluice.harness.Message;
import dev.sluice.harness.RawBackend;
import dev.sluice.harness.RawClient;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests spread over endpoints, stay where they are asked to stay, and go elsewhere only where that is safe. */
class BalancingTest {
    private RawBackend a;
    private RawBackend b;

    @BeforeEach
    void start() throws Exception {
        a = RawBackend.saying("a");
        b = RawBackend.saying("b");
    }

    @AfterEach
    void stop() throws Exception {
        a.close();
        b.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"least-requests", "round-robin", "random"})
    void everyAlgorithmUsesEveryEndpoint(String algorithm) throws Exception {
        try (Edge edge = both("balance: " + algorithm)) {
            assertThat(count(edge, 100)).containsOnlyKeys("a", "b");
        }
    }

    @Test
    void roundRobinIsEvenAndWeightsCount() throws Exception {
        try (Edge edge = both("balance: round-robin")) {
            Map<String, Integer> counts = count(edge, 100);
            assertThat(counts.get("a")).isBetween(45, 55);
        }
        String weighted = "[{url: \"%s\", weight: 3}, \"%s\"]".formatted(a.target(), b.target());
        try (Edge edge = Edge.start(Edge.site(weighted, "balance: round-robin"))) {
            assertThat(count(edge, 100).get("a")).isBetween(70, 80);
        }
    }

    @Test
    void hashingKeepsToOneEndpointPerValue() throws Exception {
        try (Edge edge = both("balance: {hash: header X-User}")) {
            Set<String> used = new HashSet<>();
            for (int user = 0; user < 20; user++) {
                Set<String> ofUser = new HashSet<>();
                for (int i = 0; i < 3; i++) {
                    ofUser.add(ask(edge, "X-User: user" + user).body());
                }
                assertThat(ofUser).hasSize(1);
                used.addAll(ofUser);
            }
            assertThat(used).containsExactlyInAnyOrder("a", "b");
        }
    }

    @Test
    void aStickyClientStaysAndIsMovedWhenItsEndpointIsGone() throws Exception {
        try (Edge edge = both("sticky: on")) {
            Message first = ask(edge, "X: 1");
            String cookie = String.valueOf(first.field("Set-Cookie"));
            assertThat(cookie).containsIgnoringCase("HttpOnly").contains("=").doesNotContain("127.0.0.1");
            String pair = cookie.substring(0, cookie.indexOf(';'));
            for (int i = 0; i < 10; i++) {
                assertThat(ask(edge, "Cookie: x=y; " + pair).body()).isEqualTo(first.body());
            }
            (first.body().equals("a") ? a : b).close();
            assertThat(ask(edge, "Cookie: " + pair).body()).isNotEqualTo(first.body());
        }
    }

    @Test
    void anEndpointThatRefusesIsPassedOverWhateverTheMethod() throws Exception {
        String dead = "127.0.0.1:" + ChildProcess.freePort();
        try (Edge edge = Edge.start(Edge.site("[\"" + dead + "\", \"" + a.target() + "\"]", "balance: round-robin"))) {
            for (int i = 0; i < 20; i++) {
                try (RawClient client = edge.client()) {
                    client.send("POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 2\r\n\r\nhi");
                    assertThat(client.response().body()).isEqualTo("a");
                }
            }
        }
    }

    @Test
    void aGetThatAnEndpointCutsIsTriedAsOftenAsConfiguredAndAPostIsNot() throws Exception {
        try (RawBackend cutting = RawBackend.start(peer -> {
            peer.request();
            peer.reset();
        })) {
            for (int retries = 0; retries < 3; retries++) {
                int before = cutting.requests().size();
                try (Edge edge = Edge.before(cutting, "retry: " + retries, "hold: off", "health: off")) {
                    assertThat(ask(edge, "X: 1").status()).isIn(502, 503);
                    assertThat(cutting.requests().size() - before).isBetween(1, 1 + retries);
                    int afterGet = cutting.requests().size();
                    try (RawClient client = edge.client()) {
                        client.send("POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 2\r\n\r\nhi");
                        assertThat(client.response().status()).isIn(502, 503);
                    }
                    assertThat(cutting.requests().size() - afterGet).isBetween(0, 1);
                }
            }
        }
    }

    @Test
    void aGetThatOneEndpointCutsIsAnsweredByAnother() throws Exception {
        try (RawBackend cutting = RawBackend.start(peer -> {
                    peer.request();
                    peer.reset();
                });
                Edge edge = Edge.start(
                        Edge.site("[\"" + cutting.target() + "\", \"" + a.target() + "\"]", "health: off"))) {
            for (int i = 0; i < 20; i++) {
                assertThat(ask(edge, "X: 1").body()).isEqualTo("a");
            }
        }
    }

    @Test
    void aRequestWaitsForABackendThatIsRestarting() throws Exception {
        int port = a.port();
        a.close();
        try (Edge edge = Edge.start(Edge.site("127.0.0.1:" + port, "hold: 10s"));
                RawClient client = edge.client()) {
            client.send("POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 2\r\n\r\nhi");
            client.expectSilence(Duration.ofMillis(700));
            try (RawBackend restarted = RawBackend.startAt(port, peer -> {
                assertThat(peer.request().body()).isEqualTo("hi");
                peer.respondOk("back");
            })) {
                assertThat(client.response().body()).isEqualTo("back");
                assertThat(restarted.requests()).hasSize(1);
            }
        }
    }

    @Test
    void aHeldRequestIsAnsweredWhenItsTimeIsOver() throws Exception {
        int port = ChildProcess.freePort();
        try (Edge edge = Edge.start(Edge.site("127.0.0.1:" + port, "hold: 500ms"))) {
            long start = System.nanoTime();
            assertThat(ask(edge, "X: 1").status()).isIn(502, 503);
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofMillis(400), Duration.ofSeconds(5));
        }
    }

    @Test
    void aNameThatDoesNotResolveIsNoErrorAtTheStart() throws Exception {
        try (Edge edge = Edge.start(Edge.site("nowhere.invalid:80", "hold: off"))) {
            assertThat(ask(edge, "X: 1").status()).isIn(502, 503);
        }
    }

    private Edge both(String key) throws Exception {
        return Edge.start(Edge.site("[\"" + a.target() + "\", \"" + b.target() + "\"]", key));
    }

    private static Message ask(Edge edge, String field) throws Exception {
        try (RawClient client = edge.client()) {
            return client.exchange("GET / HTTP/1.1", "Host: app.test", field);
        }
    }

    private static Map<String, Integer> count(Edge edge, int requests) throws Exception {
        Map<String, Integer> counts = new HashMap<>();
        try (RawClient client = edge.client()) {
            for (int i = 0; i < requests; i++) {
                counts.merge(client.exchange("GET / HTTP/1.1", "Host: app.test").body(), 1, Integer::sum);
            }
        }
        return counts;
    }
}
