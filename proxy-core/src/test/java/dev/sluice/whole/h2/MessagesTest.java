package dev.sluice.whole.h2;

import static dev.sluice.whole.h2.Stage.getting;
import static dev.sluice.whole.h2.Stage.posting;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.harness.Edge;
import dev.sluice.harness.Message;
import dev.sluice.harness.Peer;
import dev.sluice.harness.RawBackend;
import dev.sluice.harness.h2.Frame;
import dev.sluice.harness.h2.H2Client;
import io.netty.handler.codec.http2.Http2Error;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages between HTTP/2 and HTTP/1.1: interim responses, trailers, bodies that are none, and ends that come early. */
class MessagesTest {

    @Test
    void interimResponsesPass() throws Exception {
        try (RawBackend backend = RawBackend.start(peer -> {
                    peer.request();
                    peer.sendHead("HTTP/1.1 103 Early Hints", "Link: </a.css>; rel=preload");
                    peer.sendHead("HTTP/1.1 102 Processing");
                    peer.respondOk("done");
                });
                Edge edge = Edge.before(backend);
                H2Client client = H2Client.plain(edge.plain())) {
            client.send(getting(1, "/"));
            Frame hints = client.headers(1);
            assertThat(hints.status()).isEqualTo(103);
            assertThat(hints.field("link")).isEqualTo("</a.css>; rel=preload");
            assertThat(hints.isLast()).isFalse();
            assertThat(client.headers(1).status()).isEqualTo(102);
            Frame head = client.headers(1);
            assertThat(head.status()).isEqualTo(200);
            assertThat(client.body(head)).isEqualTo("done");
        }
    }

    @Test
    void a100IsTheBackendsToSend() throws Exception {
        try (RawBackend backend = RawBackend.start(peer -> {
                    Message head = peer.requestHead();
                    assertThat(head.field("Expect")).isEqualToIgnoringCase("100-continue");
                    peer.sendHead("HTTP/1.1 100 Continue");
                    peer.respondOk(peer.rest(head).body());
                });
                Edge edge = Edge.before(backend);
                H2Client client = H2Client.plain(edge.plain())) {
            client.send(posting(1, "/", "expect", "100-continue", "content-length", "5"));
            assertThat(client.headers(1).status()).isEqualTo(100);
            client.send(Frame.data(1, "hello").last());
            assertThat(client.body(client.headers(1))).isEqualTo("hello");
        }
    }

    @Test
    void trailersOfARequestReachTheBackend() throws Exception {
        try (RawBackend backend = RawBackend.start(peer -> {
                    Message request = peer.request();
                    assertThat(request.body()).isEqualTo("hello");
                    assertThat(request.trailers()).containsExactly(new Message.Field("x-sum", "5"));
                    peer.respondOk("seen");
                });
                Edge edge = Edge.before(backend);
                H2Client client = H2Client.plain(edge.plain())) {
            client.send(
                    posting(1, "/"),
                    Frame.data(1, "hello"),
                    Frame.headers(1, "x-sum", "5").last());
            assertThat(client.body(client.headers(1))).isEqualTo("seen");
        }
    }

    @Test
    void trailersOfAResponseReachTheClient() throws Exception {
        try (RawBackend backend = RawBackend.start(peer -> {
                    peer.request();
                    peer.sendHead("HTTP/1.1 200 OK", "Transfer-Encoding: chunked", "Trailer: X-Sum");
                    peer.sendChunk("hello");
                    peer.send("0\r\nX-Sum: 5\r\n\r\n");
                    peer.untilClosed();
                });
                Edge edge = Edge.before(backend);
                H2Client client = H2Client.plain(edge.plain())) {
            client.send(getting(1, "/", "te", "trailers"));
            assertThat(client.headers(1).isLast()).isFalse();
            assertThat(client.take(Frame.DATA, 1).text()).isEqualTo("hello");
            Frame trailers = client.headers(1);
            assertThat(trailers.field("x-sum")).isEqualTo("5");
            assertThat(trailers.isLast()).isTrue();
            assertThat(backend.requests().getFirst().field("te")).isEqualTo("trailers");
        }
    }

    /** RFC 9110 §6.4.1. */
    @ParameterizedTest
    @ValueSource(strings = {"HEAD 200 OK", "GET 204 No Content", "GET 304 Not Modified", "HEAD 404 Not Found"})
    void whatHasNoBodyEndsWithItsHead(String example) throws Exception {
        String method = example.substring(0, example.indexOf(' '));
        String status = example.substring(method.length() + 1);
        String length = status.startsWith("204") ? "X-None: 1" : "Content-Length: 1234";
        try (RawBackend backend = RawBackend.start(peer -> {
                    while (peer.requestOrEnd() != null) {
                        peer.sendHead("HTTP/1.1 " + status, length);
                    }
                });
                Edge edge = Edge.before(backend);
                H2Client client = H2Client.plain(edge.plain())) {
            for (int stream = 1; stream < 6; stream += 2) {
                client.send(Frame.headers(stream, Stage.request(method, "/")).last());
                Frame head = client.headers(stream);
                assertThat(status).startsWith(Integer.toString(head.status()));
                assertThat(client.body(head)).isEmpty();
                assertThat(head.field("content-length")).isEqualTo(length.startsWith("C") ? "1234" : null);
            }
        }
    }

    /** RFC 9113 §4.2, §6.10: a block that is longer than a frame may be goes on in CONTINUATION. */
    @Test
    void aLargeHeadOfAResponseComesInFramesThatAreNotTooLong() throws Exception {
        String large = "l".repeat(20_000);
        try (RawBackend backend = RawBackend.start(peer -> {
                    peer.request();
                    peer.respond("200 OK", "small", "X-Large: " + large);
                });
                Edge edge = Edge.before(backend);
                H2Client client = H2Client.plain(edge.plain())) {
            client.send(getting(1, "/"));
            Frame head = client.headers(1);
            assertThat(head.field("x-large")).isEqualTo(large);
            assertThat(client.body(head)).isEqualTo("small");
        }
    }

    @Test
    void aBodyThatBreaksOffIsAResetAndNotAnEnd() throws Exception {
        try (RawBackend backend = RawBackend.start(peer -> {
                    peer.request();
                    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello");
                });
                Edge edge = Edge.before(backend, "retry: 0");
                H2Client client = H2Client.plain(edge.plain())) {
            client.send(getting(1, "/"));
            client.take("a reset", frame -> frame.is(Frame.RST_STREAM, 1));
            assertThat(client.seen()).noneMatch(frame -> frame.stream() == 1 && frame.isLast());
            client.ping();
        }
    }

    /** RFC 9113 §8.1: an answer that needs no more of the request, and then a reset without error. */
    @Test
    void anAnswerBeforeTheEndOfTheUploadComesWhole() throws Exception {
        try (RawBackend backend = RawBackend.start(peer -> {
                    peer.requestHead();
                    peer.respond("413 Content Too Large", "enough", "Connection: close");
                });
                Edge edge = Edge.before(backend);
                H2Client client = H2Client.plain(edge.plain())) {
            client.send(posting(1, "/"), Frame.data(1, "hello"));
            Frame head = client.headers(1);
            assertThat(head.status()).isEqualTo(413);
            assertThat(client.body(head)).isEqualTo("enough");
            Frame reset = client.take("a reset", frame -> frame.is(Frame.RST_STREAM, 1));
            assertThat(reset.error()).isEqualTo(Http2Error.NO_ERROR);
            client.ping();
        }
    }

    @Test
    void aStreamThatTheClientResetsEndsItsRequest() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        try (RawBackend backend = RawBackend.start(peer -> {
                    peer.requestHead();
                    peer.untilClosed();
                    ended.countDown();
                });
                Edge edge = Edge.before(backend);
                H2Client client = H2Client.plain(edge.plain())) {
            client.send(posting(1, "/"));
            Awaitility.await().until(() -> !backend.requests().isEmpty());
            client.send(Frame.reset(1, Http2Error.CANCEL));
            ended.await();
            client.ping();
        }
    }

    @Test
    void aConnectionThatEndsEndsAllItsRequests() throws Exception {
        CountDownLatch ended = new CountDownLatch(3);
        try (RawBackend backend = RawBackend.start(peer -> {
                    peer.requestHead();
                    peer.untilClosed();
                    ended.countDown();
                });
                Edge edge = Edge.before(backend)) {
            try (H2Client client = H2Client.plain(edge.plain())) {
                client.send(getting(1, "/"), getting(3, "/"), posting(5, "/"));
                Awaitility.await().until(() -> backend.requests().size() == 3);
            }
            Awaitility.await().untilAsserted(() -> assertThat(ended.getCount()).isZero());
        }
    }

    @Test
    void anUnknownSiteIsAnsweredOnItsStreamOnly() throws Exception {
        try (RawBackend backend = RawBackend.start(Peer::echoAll);
                Edge edge = Edge.before(backend);
                H2Client client = H2Client.plain(edge.plain())) {
            client.send(
                    Frame.headers(1, ":method", "GET", ":scheme", "http", ":path", "/", ":authority", "none.test")
                            .last(),
                    getting(3, "/x"));
            assertThat(client.headers(1).status()).isIn(404, 421);
            assertThat(client.body(client.headers(3))).isEqualTo("GET /x ");
        }
    }
}
