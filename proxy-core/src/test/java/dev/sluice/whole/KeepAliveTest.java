package dev.sluice.whole;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.harness.Edge;
import dev.sluice.harness.Message;
import dev.sluice.harness.RawBackend;
import dev.sluice.harness.RawClient;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Connections are kept where both sides are in step, and ended where they cannot be. */
class KeepAliveTest {

    @Test
    void twentyPipelinedRequestsAreAnsweredInOrder() throws Exception {
        try (RawBackend backend = RawBackend.echo();
                Edge edge = Edge.before(backend);
                RawClient client = edge.client()) {
            StringBuilder requests = new StringBuilder();
            for (int i = 0; i < 20; i++) {
                requests.append(RawClient.head("POST /" + i + " HTTP/1.1", "Host: app.test", "Content-Length: 3"))
                        .append("abc");
            }
            client.send(requests.toString());
            for (int i = 0; i < 20; i++) {
                assertThat(client.response().body()).isEqualTo("POST /" + i + " abc");
            }
        }
    }

    @Test
    void pipelinedRequestsBehindAnUploadWaitForTheirTurn() throws Exception {
        try (RawBackend backend = RawBackend.echo();
                Edge edge = Edge.before(backend);
                RawClient client = edge.client()) {
            String body = "x".repeat(300_000);
            client.send(RawClient.head("POST /1 HTTP/1.1", "Host: app.test", "Content-Length: 300000")
                    + body
                    + RawClient.head("GET /2 HTTP/1.1", "Host: app.test"));
            assertThat(client.response().body()).isEqualTo("POST /1 " + body);
            assertThat(client.response().body()).isEqualTo("GET /2 ");
        }
    }

    @Test
    void aRefusedRequestAmongPipelinedOnesEndsTheConnectionAfterTheOnesBefore() throws Exception {
        try (RawBackend backend = RawBackend.echo();
                Edge edge = Edge.before(backend);
                RawClient client = edge.client()) {
            client.send(RawClient.head("GET /1 HTTP/1.1", "Host: app.test")
                    + RawClient.head("GET /2 HTTP/1.1", "Host: app.test", "Content-Length: +1")
                    + RawClient.head("GET /3 HTTP/1.1", "Host: app.test"));
            assertThat(client.response().body()).isEqualTo("GET /1 ");
            assertThat(client.response().status()).isEqualTo(400);
            client.expectClosed();
            assertThat(backend.received()).doesNotContain("/2").doesNotContain("/3");
        }
    }

    @Test
    void oneBackendConnectionServesManyRequests() throws Exception {
        try (RawBackend backend = RawBackend.echo();
                Edge edge = Edge.before(backend);
                RawClient client = edge.client()) {
            for (int i = 0; i < 50; i++) {
                assertThat(client.exchange("GET /" + i + " HTTP/1.1", "Host: app.test")
                                .body())
                        .isEqualTo("GET /" + i + " ");
            }
            assertThat(backend.connections()).isEqualTo(1);
        }
    }

    @Test
    void anAnswerThatComesWhileUploadingIsPassedAndTheConnectionEnds() throws Exception {
        try (RawBackend backend = RawBackend.start(peer -> {
                    peer.requestHead();
                    peer.respond("413 Content Too Large", "too much", "Connection: close");
                });
                Edge edge = Edge.before(backend);
                RawClient client = edge.client()) {
            client.sendHead("POST / HTTP/1.1", "Host: app.test", "Content-Length: 100000000");
            client.send("begin");
            Message answer = client.response();
            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.body()).isEqualTo("too much");
            client.expectClosed();
        }
    }

    @Test
    void anEarlyAnswerSurvivesAClientThatGoesOnSending() throws Exception {
        try (RawBackend backend = RawBackend.start(peer -> {
                    peer.requestHead();
                    peer.respond("401 Unauthorized", "who are you", "Connection: close");
                });
                Edge edge = Edge.before(backend);
                RawClient client = edge.client()) {
            client.sendHead("POST / HTTP/1.1", "Host: app.test", "Content-Length: 4000000");
            Thread uploader = client.sendInBackground(new byte[50_000], 80);
            assertThat(client.response().body()).isEqualTo("who are you");
            uploader.join();
        }
    }

    @Test
    void chunksOfARequestThatWasAnsweredEarlyAreNeverANewRequest() throws Exception {
        CountDownLatch answered = new CountDownLatch(1);
        try (RawBackend backend = RawBackend.start(peer -> {
                    peer.requestHead();
                    if (peer.number() == 1) {
                        peer.respondOk("early");
                        answered.await();
                        peer.untilClosed();
                    }
                });
                Edge edge = Edge.before(backend);
                RawClient client = edge.client()) {
            client.sendHead("POST / HTTP/1.1", "Host: app.test", "Transfer-Encoding: chunked");
            client.sendChunk("one");
            assertThat(client.response().body()).isEqualTo("early");
            answered.countDown();
            trySend(client, "30\r\nGET /smuggled HTTP/1.1\r\nHost: app.test\r\n\r\nxxxx\r\n0\r\n\r\n");
            assertThat(client.untilClosed()).doesNotContain("200 OK");
            assertThat(backend.requests()).hasSize(1);
        }
    }

    @Test
    void anUnreadBodyOfARequestThatTheProxyAnswersDoesNotBecomeTheNextRequest() throws Exception {
        try (RawBackend backend = RawBackend.echo();
                Edge edge = Edge.start("sites:\n  app.test: {tls: off, to: " + backend.target()
                        + ", routes: {/fixed: {respond: {status: 200, body: fixed}}}}\n");
                RawClient client = edge.client()) {
            String inner = RawClient.head("GET /smuggled HTTP/1.1", "Host: app.test");
            client.send(RawClient.head("POST /fixed HTTP/1.1", "Host: app.test", "Content-Length: " + inner.length())
                    + inner
                    + RawClient.head("GET /next HTTP/1.1", "Host: app.test"));
            assertThat(client.response().body()).isEqualTo("fixed");
            String rest = client.untilClosedOrSilent();
            assertThat(rest)
                    .satisfiesAnyOf(
                            text -> assertThat(text).isEmpty(),
                            text -> assertThat(text).contains("GET /next "));
            assertThat(backend.received()).doesNotContain("/smuggled");
        }
    }

    @Test
    void http10ClosesUnlessAskedToKeep() throws Exception {
        try (RawBackend backend = RawBackend.echo();
                Edge edge = Edge.before(backend)) {
            try (RawClient client = edge.client()) {
                assertThat(client.exchange("GET /1 HTTP/1.0", "Host: app.test").body())
                        .isEqualTo("GET /1 ");
                client.expectClosed();
            }
            try (RawClient client = edge.client()) {
                Message kept = client.exchange("GET /2 HTTP/1.0", "Host: app.test", "Connection: keep-alive");
                assertThat(kept.body()).isEqualTo("GET /2 ");
                assertThat(kept.field("Transfer-Encoding")).isNull();
            }
        }
    }

    @Test
    void aChunkedAnswerReachesHttp10WithoutChunks() throws Exception {
        try (RawBackend backend = RawBackend.start(peer -> {
                    peer.request();
                    peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n");
                });
                Edge edge = Edge.before(backend);
                RawClient client = edge.client()) {
            Message answer = client.exchange("GET / HTTP/1.0", "Host: app.test");
            assertThat(answer.body()).isEqualTo("hello");
            assertThat(answer.framing()).isEqualTo(Message.Framing.CLOSE);
        }
    }

    @Test
    void connectionCloseIsHonouredOnEitherSide() throws Exception {
        try (RawBackend backend = RawBackend.start(peer -> {
                    peer.request();
                    peer.respond("200 OK", "bye", "Connection: close");
                });
                Edge edge = Edge.before(backend);
                RawClient client = edge.client()) {
            assertThat(client.exchange("GET /1 HTTP/1.1", "Host: app.test").body())
                    .isEqualTo("bye");
            assertThat(client.exchange("GET /2 HTTP/1.1", "Host: app.test", "Connection: close")
                            .body())
                    .isEqualTo("bye");
            client.expectClosed();
            assertThat(backend.connections()).isEqualTo(2);
        }
    }

    @Test
    void anEmptyLineBeforeARequestIsIgnored() throws Exception {
        try (RawBackend backend = RawBackend.echo();
                Edge edge = Edge.before(backend);
                RawClient client = edge.client()) {
            client.send("\r\nGET /x HTTP/1.1\r\nHost: app.test\r\n\r\n");
            assertThat(client.response().body()).isEqualTo("GET /x ");
        }
    }

    private static void trySend(RawClient client, String text) {
        try {
            client.send(text);
        } catch (IOException closed) {
            // Closed before it could be sent: as good as refused.
        }
    }
}
