package dev.sluice.whole;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.harness.Edge;
import dev.sluice.harness.Ends;
import dev.sluice.harness.RawBackend;
import dev.sluice.harness.RawClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A connection ends when nothing more is to be said on it, and is not waited for when its client has gone. */
class GhostTest {
    /** Well below the five seconds for which a client that is still sending is listened to. */
    private static final Duration SOON = Duration.ofSeconds(3);

    private static final int CLIENTS = 50;

    private static Edge edge(String target, String... more) throws Exception {
        return Edge.start(Ends.ADMIN + String.join("\n", more) + "\n" + """
                sites:
                  app.test:
                    redirect-http: off
                    tls: self-signed
                    routes:
                      /: "TARGET"
                      /moved: {redirect: "https://elsewhere.test/"}
                      /said: {respond: {status: 200, body: here}}
                      /small: {to: "TARGET", max-body: 10}
                  secure.test: {to: "TARGET", tls: self-signed}
                """.replace("TARGET", target));
    }

    private static int open(Edge edge) throws Exception {
        return edge.metrics()
                .lines()
                .filter(line -> line.startsWith("sluice_connections_open "))
                .mapToInt(line -> (int) Double.parseDouble(line.substring(line.indexOf(' '))))
                .sum();
    }

    private static void awaitNone(Edge edge) {
        Awaitility.await()
                .atMost(SOON)
                .untilAsserted(() -> assertThat(open(edge)).isZero());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /said HTTP/1.1\r\nHost: app.test\r\nConnection: close\r\n\r\n",
                "GET /said HTTP/1.0\r\nHost: app.test\r\n\r\n",
                "HEAD /said HTTP/1.1\r\nHost: app.test\r\nConnection: close\r\n\r\n",
                "GET /moved HTTP/1.1\r\nHost: app.test\r\nConnection: close\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: secure.test\r\nConnection: close\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: nobody.test\r\nConnection: close\r\n\r\n",
                "GET /%2e%2e/ HTTP/1.1\r\nHost: app.test\r\n\r\n",
                "nonsense\r\n\r\n",
                "POST /said HTTP/1.1\r\nHost: app.test\r\nConnection: close\r\nContent-Length: 4\r\n\r\nbody",
                "POST /small HTTP/1.1\r\nHost: app.test\r\nContent-Length: 1000\r\n\r\nthe rest never comes",
                "GET / HTTP/1.1\r\nHost: app.test\r\nConnection: close\r\n\r\n"
            })
    void afterAnAnswerThatEndsTheConnectionNothingIsLeftOfIt(String request) throws Exception {
        try (RawBackend backend = RawBackend.echo();
                Edge edge = edge(backend.target())) {
            for (int i = 0; i < CLIENTS; i++) {
                try (RawClient client = edge.client()) {
                    client.send(request);
                    client.readHead();
                }
            }
            awaitNone(edge);
        }
    }

    @Test
    void theSameOverTls() throws Exception {
        try (RawBackend backend = RawBackend.echo();
                Edge edge = edge(backend.target())) {
            for (int i = 0; i < CLIENTS; i++) {
                try (RawClient client = edge.tlsClient("app.test")) {
                    client.sendHead("GET /said HTTP/1.1", "Host: app.test", "Connection: close");
                    client.untilClosed();
                }
            }
            awaitNone(edge);
        }
    }

    @Test
    void theServerEndsTheConnectionAtOnceIfTheClientWantsThat() throws Exception {
        try (RawBackend backend = RawBackend.echo();
                Edge edge = edge(backend.target());
                RawClient client = edge.client()) {
            client.sendHead("GET /said HTTP/1.1", "Host: app.test", "Connection: close");
            assertThat(client.untilClosed()).endsWith("here");
            awaitNone(edge); // though the client has not closed
        }
    }

    @Test
    void clientsThatComeOneAfterTheOtherAreNeverTooMany() throws Exception {
        try (RawBackend backend = RawBackend.echo();
                Edge edge = edge(backend.target(), "limits: {connections: 20}")) {
            for (int i = 0; i < 3 * 20; i++) {
                try (RawClient client = edge.client()) {
                    client.sendHead("GET /said HTTP/1.1", "Host: app.test", "Connection: close");
                    assertThat(client.response().status()).as("client %d", i).isEqualTo(200);
                }
            }
        }
    }

    @Test
    void aClientThatLeavesEndsALingeringClose() throws Exception {
        try (RawBackend backend = RawBackend.echo();
                Edge edge = edge(backend.target())) {
            RawClient client = edge.client();
            client.send("POST /small HTTP/1.1\r\nHost: app.test\r\nContent-Length: 1000\r\n\r\nbegin");
            assertThat(client.response().status()).isEqualTo(413);
            client.expectEnd();
            assertThat(open(edge)).as("the rest of the body may come still").isEqualTo(1);
            client.close();
            awaitNone(edge);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "GET /next HTTP/1.1\r\nHost: app.test\r\n\r\n"})
    void aClientThatLeavesWhileItsBackendThinksIsNoticed(String pipelined) throws Exception {
        List<String> seen = new ArrayList<>();
        try (RawBackend backend = RawBackend.start(peer -> {
                    peer.request();
                    peer.expectClosed();
                    synchronized (seen) {
                        seen.add("gone");
                    }
                });
                Edge edge = edge(backend.target())) {
            RawClient client = edge.client();
            client.send("GET / HTTP/1.1\r\nHost: app.test\r\n\r\n" + pipelined);
            Awaitility.await().until(() -> backend.requests().size() == 1);
            client.close();
            Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> {
                synchronized (seen) {
                    return !seen.isEmpty();
                }
            });
            awaitNone(edge);
            Ends ends = new Ends(edge);
            assertThat(ends.failed("client_gone")).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 9\r\n\r\nsome body",
                "Transfer-Encoding: chunked\r\n\r\n4\r\nsome\r\n5\r\n body\r\n0\r\n\r\n"
            })
    void aBodyThatIsThereAlreadyIsNoReasonToEndTheConnection(String body) throws Exception {
        try (RawBackend backend = RawBackend.echo();
                Edge edge = edge(backend.target());
                RawClient client = edge.client()) {
            for (String path : List.of("/moved", "/said")) {
                client.send("POST " + path + " HTTP/1.1\r\nHost: app.test\r\n" + body);
                assertThat(client.response().field("Connection")).as(path).isNull();
            }
            client.send("POST / HTTP/1.1\r\nHost: nobody.test\r\n" + body);
            assertThat(client.response().status()).isEqualTo(404);
            assertThat(client.exchange("GET /x HTTP/1.1", "Host: app.test").body())
                    .isEqualTo("GET /x ");
        }
    }

    @Test
    void anIdleEdgeStopsWithoutWaitingForThoseWhoHaveGone() throws Exception {
        try (RawBackend backend = RawBackend.echo();
                Edge edge = edge(backend.target())) {
            try (RawClient client = edge.client()) {
                client.sendHead("GET /said HTTP/1.1", "Host: app.test", "Connection: close");
                client.response();
            }
            long begun = System.nanoTime();
            edge.drain();
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(SOON);
        }
    }
}
