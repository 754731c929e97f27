package dev.sluice.whole;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.harness.Edge;
import dev.sluice.harness.Message;
import dev.sluice.harness.RawBackend;
import dev.sluice.harness.RawClient;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client that ends its own half: behind a whole request it gets its whole answer, in the middle of one it gets none. */
class HalfCloseTest {

    @Test
    void anAnswerThatTakesItsTimeReachesAClientThatHasEndedItsHalf() throws Exception {
        CountDownLatch begin = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        try (RawBackend backend = RawBackend.start(peer -> {
                    peer.request();
                    begin.await();
                    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello");
                    end.await();
                    peer.send("there");
                    peer.expectClosed();
                });
                Edge edge = Edge.before(backend);
                RawClient client = edge.client()) {
            client.sendHead("GET / HTTP/1.1", "Host: app.test");
            client.shutdownOutput();
            client.expectSilence(Duration.ofMillis(300));
            begin.countDown();
            client.readHead();
            assertThat(client.exactly(5)).isEqualTo("hello");
            client.expectSilence(Duration.ofMillis(300));
            end.countDown();
            assertThat(client.exactly(5)).isEqualTo("there");
            client.expectEnd();
        }
    }

    @Test
    void allPipelinedRequestsThatCameBeforeTheEndAreAnswered() throws Exception {
        try (RawBackend backend = RawBackend.echo();
                Edge edge = Edge.before(backend);
                RawClient client = edge.client()) {
            StringBuilder requests = new StringBuilder();
            for (int i = 0; i < 20; i++) {
                requests.append("GET /").append(i).append(" HTTP/1.1\r\nHost: app.test\r\n\r\n");
            }
            client.send(requests + "GET /never HTTP/1.1\r\nHost: ");
            client.shutdownOutput();
            for (int i = 0; i < 20; i++) {
                assertThat(client.response().body()).isEqualTo("GET /" + i + " ");
            }
            client.expectEnd();
        }
    }

    @Test
    void everyOneOfManyShortVisitorsGetsItsAnswerOverAKeptBackendConnection() throws Exception {
        try (RawBackend backend = RawBackend.echo();
                Edge edge = Edge.before(backend)) {
            for (int i = 0; i < 60; i++) {
                try (RawClient client = edge.client()) {
                    String body = "x".repeat(i * 100);
                    client.send(RawClient.head(
                                    "PUT /" + i + " HTTP/1.1", "Host: app.test", "Content-Length: " + body.length())
                            + body);
                    client.shutdownOutput();
                    assertThat(client.response().body()).isEqualTo("PUT /" + i + " " + body);
                    client.expectEnd();
                }
            }
            // one for each event loop at the most: that the client has ended its half is nothing to the backend
            assertThat(backend.connections()).isLessThanOrEqualTo(2);
        }
    }

    @Test
    void anUploadThatWaitsForItsBackendIsSentWholeThoughItsEndHasCome() throws Exception {
        String body = "y".repeat(3_000_000);
        CountDownLatch read = new CountDownLatch(1);
        try (RawBackend backend = RawBackend.start(peer -> {
                    Message head = peer.requestHead();
                    read.await();
                    peer.respondOk(Integer.toString(peer.rest(head).body().length()));
                });
                Edge edge = Edge.before(backend);
                RawClient client = edge.client()) {
            Thread sender = Thread.ofVirtual().start(() -> {
                try {
                    client.send(RawClient.head("POST / HTTP/1.1", "Host: app.test", "Content-Length: " + body.length())
                            + body);
                    client.shutdownOutput();
                } catch (java.io.IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            client.expectSilence(Duration.ofMillis(300));
            read.countDown();
            assertThat(client.response().body()).isEqualTo("3000000");
            sender.join();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 10\r\n\r\nhello",
                "Content-Length: 10\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
                "Transfer-Encoding: chunked\r\n\r\n5\r\nhel",
                "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0",
                "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n",
                "Transfer-Encoding: chunked\r\n\r\n"
            })
    void aBodyThatEndsTooEarlyIsNeverCompletedForTheBackend(String start) throws Exception {
        AtomicInteger whole = new AtomicInteger();
        try (RawBackend backend = RawBackend.start(peer -> {
                    while (peer.requestOrEnd() != null) {
                        whole.incrementAndGet();
                        peer.respondOk("whole");
                    }
                });
                Edge edge = Edge.before(backend)) {
            for (int i = 0; i < 20; i++) {
                try (RawClient client = edge.client()) {
                    client.send("POST / HTTP/1.1\r\nHost: app.test\r\n" + start);
                    client.shutdownOutput();
                    // neither an answer nor the wait for a timer: the rest cannot come any more
                    assertThat(client.untilClosed()).isEmpty();
                }
            }
            Awaitility.await().until(() -> backend.openConnections() == 0);
            assertThat(whole).hasValue(0);
        }
    }

    @Test
    void aBodyThatEndsTooEarlyBeforeAHeldRequestHasABackendEndsTheExchange() throws Exception {
        int port;
        try (RawBackend gone = RawBackend.echo()) {
            port = gone.port();
        }
        try (Edge edge = Edge.start(Edge.site("127.0.0.1:" + port, "hold: 30s"));
                RawClient client = edge.client()) {
            client.send("POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 10\r\n\r\nhello");
            client.shutdownOutput();
            client.expectSilence(Duration.ofMillis(300));
            try (RawBackend back = RawBackend.startAt(port, peer -> {
                assertThat(peer.untilClosed()).doesNotContain("hellohello");
            })) {
                assertThat(client.untilClosed()).isEmpty();
                assertThat(back.requests()).isEmpty();
            }
        }
    }
}
