package dev.sluice.whole.h2;

import static dev.sluice.harness.h2.Frame.END_HEADERS;
import static dev.sluice.whole.h2.Stage.get;
import static dev.sluice.whole.h2.Stage.getting;
import static dev.sluice.whole.h2.Stage.posting;
import static io.netty.handler.codec.http2.Http2Error.CANCEL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.harness.h2.Block;
import dev.sluice.harness.h2.Frame;
import dev.sluice.harness.h2.H2Client;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every type of frame used as it is meant: what any server takes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SimpleExchangesTest {
    private Stage stage;

    @BeforeAll
    void start() throws Exception {
        stage = Stage.start();
    }

    @AfterAll
    void stop() throws Exception {
        stage.close();
    }

    @ParameterizedTest
    @MethodSource({"requests", "continuations"})
    void isAnswered(Case good) throws Exception {
        try (H2Client client = stage.client()) {
            good.act().on(client);
            Frame head = client.headers(1);
            assertThat(head.status()).isEqualTo(200);
            client.body(head);
            Stage.expectServes(client);
        }
    }

    static Stream<Case> requests() {
        byte[] padded = new Block().raw(6).literals(get("/")).raw(new byte[6]).bytes();
        byte[] prioritised = new Block().raw(0, 0, 0, 0, 255).literals(get("/")).bytes();
        byte[] both = new Block()
                .raw(2, 0x80, 0, 0, 3, 7)
                .literals(get("/"))
                .raw(0, 0)
                .bytes();
        return Stream.of(
                Case.of("GET", client -> client.send(getting(1, "/"))),
                Case.of(
                        "HEAD",
                        client -> client.send(
                                Frame.headers(1, Stage.request("HEAD", "/")).last())),
                Case.of(
                        "POST",
                        client -> client.send(
                                posting(1, "/"), Frame.data(1, "test").last())),
                Case.of(
                        "POST in two frames",
                        client -> client.send(
                                posting(1, "/"),
                                Frame.data(1, "test"),
                                Frame.data(1, "test").last())),
                Case.of(
                        "POST with trailers",
                        client -> client.send(
                                posting(1, "/", "trailer", "x-test"),
                                Frame.data(1, "test"),
                                Frame.headers(1, "x-test", "ok").last())),
                Case.of(
                        "POST with trailers and no DATA",
                        client -> client.send(
                                posting(1, "/"),
                                Frame.headers(1, "x-test", "ok").last())),
                Case.of(
                        "padding",
                        client -> client.send(
                                Frame.block(1, padded).flagged(Frame.PADDED).last())),
                Case.of(
                        "a priority",
                        client -> client.send(Frame.block(1, prioritised)
                                .flagged(Frame.WITH_PRIORITY)
                                .last())),
                Case.of(
                        "both",
                        client -> client.send(Frame.block(1, both)
                                .flagged(Frame.WITH_PRIORITY | Frame.PADDED)
                                .last())));
    }

    /** §6.10. */
    static Stream<Case> continuations() {
        Frame open = Frame.headers(1, get("/")).last().without(END_HEADERS);
        Frame more = Frame.continuation(1, Block.of("x-more", "more"));
        return Stream.of(
                Case.of("one CONTINUATION", client -> client.send(open, more.flagged(END_HEADERS))),
                Case.of("three", client -> client.send(open, more, more, more.flagged(END_HEADERS))),
                Case.of("an empty one", client -> client.send(open, Frame.of(Frame.CONTINUATION, END_HEADERS, 1))),
                Case.of(
                        "all in it",
                        client -> client.send(
                                Frame.of(Frame.HEADERS, Frame.END_STREAM, 1),
                                Frame.of(Frame.CONTINUATION, END_HEADERS, 1, Block.of(get("/"))))));
    }

    @ParameterizedTest
    @MethodSource({"settings", "others"})
    void isTaken(Case good) throws Exception {
        try (H2Client client = stage.client()) {
            good.act().on(client);
            client.ping();
            Stage.expectServes(client);
        }
    }

    /** §6.5. */
    static Stream<Case> settings() {
        return Stream.of(
                setting("none"),
                setting("HEADER_TABLE_SIZE", Frame.HEADER_TABLE_SIZE, 65_536),
                setting("ENABLE_PUSH of 0", Frame.ENABLE_PUSH, 0),
                setting("ENABLE_PUSH of 1", Frame.ENABLE_PUSH, 1),
                setting("MAX_CONCURRENT_STREAMS", Frame.MAX_CONCURRENT_STREAMS, 0),
                setting("INITIAL_WINDOW_SIZE of 2^31 - 1", Frame.INITIAL_WINDOW_SIZE, Integer.MAX_VALUE),
                setting("MAX_FRAME_SIZE of 2^14", Frame.MAX_FRAME_SIZE, 1 << 14),
                setting("MAX_FRAME_SIZE of 2^24 - 1", Frame.MAX_FRAME_SIZE, (1 << 24) - 1),
                setting("an unknown one", 0xff, 1),
                setting("a large unknown one", 0xffff, -1));
    }

    private static Case setting(String what, int... settings) {
        return Case.of("SETTINGS: " + what, client -> {
            client.send(Frame.settings(settings));
            client.take("the acknowledgement", frame -> frame.type() == Frame.SETTINGS && frame.isAck());
        });
    }

    static Stream<Case> others() {
        return Stream.of(
                Case.of("WINDOW_UPDATE", client -> client.send(Frame.windowUpdate(0, 1))),
                Case.of(
                        "WINDOW_UPDATE up to 2^31 - 1",
                        client -> client.send(Frame.windowUpdate(0, Integer.MAX_VALUE - 65_535))),
                Case.of("WINDOW_UPDATE of a stream", client -> client.send(getting(1, "/"), Frame.windowUpdate(1, 1))),
                Case.of("RST_STREAM", client -> client.send(posting(1, "/"), Frame.reset(1, CANCEL))),
                Case.of(
                        "RST_STREAM with an unknown error",
                        client -> client.send(posting(1, "/"), Frame.of(Frame.RST_STREAM, 0, 1, Frame.ints(0xff)))),
                Case.of("PRIORITY of weight 1", client -> client.send(Frame.priority(1, 0, 1))),
                Case.of("PRIORITY on another stream", client -> client.send(Frame.priority(3, 1, 256))),
                Case.of("PRIORITY that is exclusive", client -> client.send(Frame.priority(3, 1 << 31 | 1, 16))));
    }

    /** §6.7: eight bytes come back, and an acknowledgement is not acknowledged. */
    @Test
    void aPingIsAnsweredWithItsBytes() throws Exception {
        try (H2Client client = stage.client()) {
            client.send(Frame.ping(42).flagged(Frame.ACK), Frame.ping(0x0102030405060708L));
            Frame answer = client.take("PING", frame -> frame.type() == Frame.PING);
            assertThat(answer.isAck()).isTrue();
            assertThat(answer.payload()).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
        }
    }

    /** §6.8: a GOAWAY, of whatever error, leaves what is under way and may end the connection. */
    @ParameterizedTest
    @MethodSource
    void whatIsUnderWayIsFinishedAfterAGoaway(int error) throws Exception {
        try (H2Client client = stage.client()) {
            client.send(
                    posting(1, "/"), Frame.goAway(0, error), Frame.data(1, "a").last());
            Frame head = client.takeOrEnd("an answer", frame -> frame.is(Frame.HEADERS, 1));
            if (error == 0 || head != null) {
                assertThat(head).isNotNull();
                assertThat(client.body(head)).isEqualTo("POST / a");
            }
        }
    }

    static Stream<Integer> whatIsUnderWayIsFinishedAfterAGoaway() {
        return Stream.of(0, 0xff);
    }

    /** §8.2.3: crumbs are one line for HTTP/1.1. */
    @Test
    void cookieCrumbsAreJoined() throws Exception {
        try (H2Client client = stage.client()) {
            client.send(getting(1, "/crumbs", "cookie", "a=1", "x-between", "x", "cookie", "b=2", "cookie", "c=3"));
            client.body(client.headers(1));
            assertThat(stage.backend().requests().getLast().values("cookie")).containsExactly("a=1; b=2; c=3");
        }
    }

    @Test
    void manyStreamsAreAnsweredEachWithItsOwn() throws Exception {
        try (H2Client client = stage.client()) {
            Frame[] requests = new Frame[80];
            Arrays.setAll(requests, i -> getting(2 * i + 1, "/n/" + i));
            client.send(requests);
            for (int i = 79; i >= 0; i--) {
                assertThat(client.body(client.headers(2 * i + 1))).isEqualTo("GET /n/" + i + " ");
            }
        }
    }

    @Test
    void noFieldOfAConnectionReachesTheClient() throws Exception {
        try (H2Client client = stage.client()) {
            client.send(getting(1, "/"));
            Frame head = client.headers(1);
            assertThat(head.fields())
                    .allMatch(field -> field.name().equals(field.name().toLowerCase(Locale.ROOT)));
            assertThat(head.field("connection")).isNull();
            assertThat(head.field("transfer-encoding")).isNull();
            assertThat(head.fields().getFirst().name()).isEqualTo(":status");
        }
    }
}
