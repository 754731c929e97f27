package dev.sluice.whole.h2;

import static dev.sluice.whole.h2.Stage.getting;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.harness.Edge;
import dev.sluice.harness.Message;
import dev.sluice.harness.RawBackend;
import dev.sluice.harness.RawClient;
import dev.sluice.harness.h2.Block;
import dev.sluice.harness.h2.Frame;
import dev.sluice.harness.h2.H2Backend;
import dev.sluice.harness.h2.H2Client;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Answers of HTTP/2 backends that are malformed (RFC 9113 §8.1.1) reach no client as good ones, in either protocol. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BackendAnswersTest {
    private volatile Bad now = head("nothing yet");
    private H2Backend backend;
    private Edge edge;

    @BeforeAll
    void start() throws Exception {
        backend = H2Backend.start(peer -> {
            peer.open();
            for (Frame next = peer.requestOrEnd(); next != null; next = peer.requestOrEnd()) {
                peer.send(now.answer().on(next.stream()));
            }
        });
        edge = Edge.start(Edge.site("\"" + backend.target() + "\"", "retry: 0", "hold: off"));
    }

    @AfterAll
    void stop() throws Exception {
        edge.close();
        backend.close();
    }

    /** What is sent on the stream of a request. */
    @FunctionalInterface
    interface Answer {
        Frame[] on(int stream);
    }

    record Bad(String what, Answer answer) {
        @Override
        public String toString() {
            return what;
        }
    }

    @ParameterizedTest
    @MethodSource({"heads", "frames"})
    void isABadGateway(Bad bad) throws Exception {
        now = bad;
        try (H2Client client = H2Client.plain(edge.plain());
                RawClient old = edge.client()) {
            client.send(getting(1, "/"));
            assertThat(client.headers(1).status()).isEqualTo(502);
            Message answer = old.exchange("GET / HTTP/1.1", "Host: app.test");
            assertThat(answer.status()).isEqualTo(502);
            assertThat(answer.names()).doesNotContain("evil");
        }
    }

    static Stream<Bad> heads() {
        return Stream.of(
                head("no :status", "x-a", "a"),
                head("two :status", ":status", "200", ":status", "200"),
                head("a :status of letters", ":status", "abc"),
                head("a :status of two digits", ":status", "20"),
                head("a :status of four digits", ":status", "2000"),
                head("an empty :status", ":status", ""),
                head("101", ":status", "101"),
                head("a pseudo-header of requests", ":status", "200", ":path", "/"),
                head("an unknown pseudo-header", ":status", "200", ":evil", "x"),
                head(":status behind a field", "x-a", "a", ":status", "200"),
                head("a name in upper case", ":status", "200", "X-A", "a"),
                head("CR LF in a value", ":status", "200", "x-a", "a\r\nevil: x"),
                head("LF in a value", ":status", "200", "x-a", "a\nevil: x"),
                head("NUL in a value", ":status", "200", "x-a", "a\0"),
                head("CR LF in a name", ":status", "200", "x\r\nevil", "a"),
                head("a colon in a name", ":status", "200", "evil:x", "a"),
                head("an empty name", ":status", "200", "", "a"),
                head("connection", ":status", "200", "connection", "close"),
                head("transfer-encoding", ":status", "200", "transfer-encoding", "chunked"),
                head("upgrade", ":status", "200", "upgrade", "tcp"),
                head("a length that is none", ":status", "200", "content-length", "x"),
                head("two lengths", ":status", "200", "content-length", "0", "content-length", "1"));
    }

    static Stream<Bad> frames() {
        return Stream.of(
                new Bad("DATA before HEADERS", stream ->
                        new Frame[] {Frame.data(stream, "a").last()}),
                new Bad("an interim response that ends the stream", stream ->
                        new Frame[] {Frame.headers(stream, ":status", "103").last()}),
                new Bad("a block that HPACK does not know", stream -> new Frame[] {
                    Frame.block(stream, new byte[] {(byte) 0xff, 0x7f}).last()
                }),
                new Bad("PUSH_PROMISE", stream -> new Frame[] {
                    Frame.of(
                            Frame.PUSH_PROMISE,
                            Frame.END_HEADERS,
                            stream,
                            new Block().raw(0, 0, 0, 2).literals(Stage.get("/")).bytes())
                }),
                new Bad("a length and no body", stream -> new Frame[] {
                    Frame.headers(stream, ":status", "200", "content-length", "5")
                            .last()
                }));
    }

    @ParameterizedTest
    @MethodSource
    void aBodyOfAnotherLengthIsNoWholeAnswer(Bad bad) throws Exception {
        now = bad;
        try (H2Client client = H2Client.plain(edge.plain())) {
            client.send(getting(1, "/"));
            Frame end = client.take(
                    "an end",
                    frame -> frame.is(Frame.RST_STREAM, 1) || frame.is(Frame.HEADERS, 1) && frame.status() == 502);
            assertThat(end.stream()).isEqualTo(1);
            assertThat(client.seen())
                    .noneMatch(frame -> frame.is(Frame.DATA, 1) && frame.isLast() && end.type() == Frame.RST_STREAM);
        }
    }

    static Stream<Bad> aBodyOfAnotherLengthIsNoWholeAnswer() {
        return Stream.of(
                body("too short", "5", "hell"), body("too long", "5", "hello!"), body("longer than nothing", "0", "x"));
    }

    @Test
    void aBackendThatIsNoHttp2IsABadGateway() throws Exception {
        try (RawBackend other = RawBackend.start(peer -> {
                    peer.send("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
                    peer.untilClosed();
                });
                Edge before = Edge.start(Edge.site("\"h2c://" + other.target() + "\"", "retry: 0", "hold: off"));
                H2Client client = H2Client.plain(before.plain())) {
            client.send(getting(1, "/"));
            assertThat(client.headers(1).status()).isEqualTo(502);
        }
    }

    private static Bad head(String what, String... fields) {
        return new Bad(
                what, stream -> new Frame[] {Frame.headers(stream, fields).last()});
    }

    private static Bad body(String what, String length, String text) {
        return new Bad(what, stream -> new Frame[] {
            Frame.headers(stream, ":status", "200", "content-length", length),
            Frame.data(stream, text).last()
        });
    }
}
