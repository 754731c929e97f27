package dev.sluice.whole.h2;

import static dev.sluice.harness.h2.Frame.END_HEADERS;
import static dev.sluice.harness.h2.Frame.HEADERS;
import static dev.sluice.harness.h2.Frame.PADDED;
import static dev.sluice.whole.h2.Stage.get;
import static dev.sluice.whole.h2.Stage.getting;
import static dev.sluice.whole.h2.Stage.post;
import static dev.sluice.whole.h2.Stage.posting;
import static io.netty.handler.codec.http2.Http2Error.COMPRESSION_ERROR;
import static io.netty.handler.codec.http2.Http2Error.FRAME_SIZE_ERROR;
import static io.netty.handler.codec.http2.Http2Error.PROTOCOL_ERROR;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.harness.h2.Block;
import dev.sluice.harness.h2.Frame;
import dev.sluice.harness.h2.H2Client;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The connection preface, frame format, frame size and field blocks: RFC 9113 §3.4, §4, §5.4.1, §5.5. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FramesTest {
    private Stage stage;

    @BeforeAll
    void start() throws Exception {
        stage = Stage.start();
    }

    @AfterAll
    void stop() throws Exception {
        stage.close();
    }

    @Test
    void thePrefaceIsAnsweredWithSettingsFirst() throws Exception {
        try (H2Client client = H2Client.silent(stage.address())) {
            client.preface();
            Frame first = client.next();
            assertThat(first).isNotNull();
            assertThat(first.type()).isEqualTo(Frame.SETTINGS);
            assertThat(first.isAck()).isFalse();
            Stage.expectServes(client);
        }
    }

    @Test
    void aRequestInThePacketOfThePrefaceIsServed() throws Exception {
        try (H2Client client = H2Client.silent(stage.address())) {
            byte[] settings = Frame.settings().bytes();
            byte[] all = new Block()
                    .raw(H2Client.PREFACE.getBytes(ISO_8859_1))
                    .raw(settings)
                    .raw(getting(1, "/at-once").bytes())
                    .bytes();
            client.send(all);
            assertThat(client.body(client.headers(1))).isEqualTo("GET /at-once ");
        }
    }

    @Test
    void aPrefaceInSingleBytesIsTheSame() throws Exception {
        try (H2Client client = H2Client.silent(stage.address())) {
            for (byte each : H2Client.PREFACE.getBytes(ISO_8859_1)) {
                client.send(new byte[] {each});
            }
            client.send(Frame.settings());
            Stage.expectServes(client);
        }
    }

    @ParameterizedTest
    @MethodSource
    void aWrongPrefaceEndsTheConnection(String wrong) throws Exception {
        try (H2Client client = H2Client.silent(stage.address())) {
            client.send(wrong.getBytes(ISO_8859_1));
            client.send(Frame.settings());
            client.expectEnd();
            assertThat(client.seen()).noneMatch(frame -> frame.type() == HEADERS);
        }
    }

    static Stream<String> aWrongPrefaceEndsTheConnection() {
        return Stream.of(
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\rX",
                "PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n",
                "PRI * HTTP/2.0\r\n\r\nSM\n\n\n\n");
    }

    @Test
    void aPrefaceWithoutSettingsEndsTheConnection() throws Exception {
        try (H2Client client = H2Client.silent(stage.address())) {
            client.send(H2Client.PREFACE.getBytes(ISO_8859_1));
            client.send(getting(1, "/"));
            client.expectConnectionError(List.of(PROTOCOL_ERROR));
        }
    }

    @Test
    void anAcknowledgementIsNoFirstSettings() throws Exception {
        try (H2Client client = H2Client.silent(stage.address())) {
            client.send(H2Client.PREFACE.getBytes(ISO_8859_1));
            client.send(Frame.settings().flagged(Frame.ACK), getting(1, "/"));
            client.expectConnectionError(List.of(PROTOCOL_ERROR));
        }
    }

    @ParameterizedTest
    @MethodSource("harmless")
    void whatIsUnknownIsPassedOver(Case harmless) throws Exception {
        try (H2Client client = stage.client()) {
            harmless.act().on(client);
            client.ping();
            Stage.expectServes(client);
        }
    }

    /** §4.1, §5.5. */
    static Stream<Case> harmless() {
        return Stream.of(
                Case.of("a frame of unknown type", client -> client.send(Frame.of(0x16, 0, 0, new byte[8]))),
                Case.of("an empty one", client -> client.send(Frame.of(0xff, 0xff, 0))),
                Case.of("one on an idle stream", client -> client.send(Frame.of(0x16, 0xff, 7, new byte[8]))),
                Case.of("one on an open stream", client -> {
                    client.send(posting(1, "/"), Frame.of(0x16, 1, 1, new byte[8]));
                    client.send(Frame.data(1, "a").last());
                    assertThat(client.body(client.headers(1))).isEqualTo("POST / a");
                }),
                Case.of(
                        "undefined flags",
                        client -> client.send(Frame.ping(1).flagged(0xfe).without(Frame.ACK))),
                Case.of("undefined flags on HEADERS", client -> {
                    client.send(getting(1, "/").flagged(0xd2));
                    assertThat(client.body(client.headers(1))).isEqualTo("GET / ");
                }),
                Case.of("the reserved bit", client -> client.send(Frame.of(Frame.PING, 0, 1 << 31, new byte[8]))),
                Case.of("the reserved bit on a stream", client -> {
                    client.send(Frame.of(HEADERS, END_HEADERS | 1, 1 << 31 | 1, Block.of(get("/"))));
                    assertThat(client.body(client.headers(1))).isEqualTo("GET / ");
                }));
    }

    @Test
    void aDataFrameOfTheLargestSizeIsTaken() throws Exception {
        try (H2Client client = stage.client()) {
            String body = "x".repeat(16_384);
            client.send(posting(1, "/"), Frame.data(1, body).last());
            assertThat(client.body(client.headers(1))).isEqualTo("POST / " + body);
        }
    }

    /** §4.2: a size error of DATA may end the stream or the connection. The limit is what the server's SETTINGS say. */
    @Test
    void aDataFrameThatIsTooLongIsASizeError() throws Exception {
        try (H2Client client = stage.client()) {
            Integer most = client.settings().setting(Frame.MAX_FRAME_SIZE);
            String body = "x".repeat((most == null ? 16_384 : most) + 1);
            client.send(posting(1, "/"));
            client.sendInBackground(Frame.data(1, body).last().bytes(), 1);
            client.expectStreamError(1, List.of(FRAME_SIZE_ERROR));
        }
    }

    @Test
    void aHeadersFrameThatIsTooLongIsAConnectionError() throws Exception {
        try (H2Client client = stage.client()) {
            Integer most = client.settings().setting(Frame.MAX_FRAME_SIZE);
            String value = "x".repeat(most == null ? 16_384 : most);
            client.sendInBackground(getting(1, "/", "x-long", value).bytes(), 1);
            client.expectConnectionError(List.of(FRAME_SIZE_ERROR));
        }
    }

    @ParameterizedTest
    @MethodSource({"blocks", "endings"})
    void isAConnectionError(Case wrong) throws Exception {
        stage.expectConnectionError(wrong);
    }

    /** §4.3, §5.5, §6.2: nothing may stand within a field block. */
    static Stream<Case> blocks() {
        Frame open = Frame.headers(1, get("/")).last().without(END_HEADERS);
        return Stream.of(
                Case.of(
                        "a block that HPACK does not know",
                        client -> client.send(Frame.block(1, new byte[] {(byte) 0x82, 0x40, 0x02, 0x61})
                                .last()),
                        COMPRESSION_ERROR),
                Case.of("PRIORITY within", client -> client.send(open, Frame.priority(1, 0, 16)), PROTOCOL_ERROR),
                Case.of("HEADERS of another stream", client -> client.send(open, getting(3, "/")), PROTOCOL_ERROR),
                Case.of("HEADERS of the same", client -> client.send(open, getting(1, "/")), PROTOCOL_ERROR),
                Case.of("DATA within", client -> client.send(open, Frame.data(1, "a")), PROTOCOL_ERROR),
                Case.of("PING within", client -> client.send(open, Frame.ping(1)), PROTOCOL_ERROR),
                Case.of("SETTINGS within", client -> client.send(open, Frame.settings()), PROTOCOL_ERROR),
                Case.of("an unknown type within", client -> client.send(open, Frame.of(0x16, 0, 0)), PROTOCOL_ERROR),
                Case.of(
                        "CONTINUATION of another stream",
                        client -> client.send(
                                open, Frame.continuation(3, Block.of()).flagged(END_HEADERS)),
                        PROTOCOL_ERROR));
    }

    /** §5.4.1: GOAWAY, then the end. */
    static Stream<Case> endings() {
        return Stream.of(
                Case.of(
                        "PING of six bytes",
                        client -> client.send(Frame.of(Frame.PING, 0, 0, new byte[6])),
                        FRAME_SIZE_ERROR),
                Case.of(
                        "HEADERS all padding",
                        client -> client.send(Frame.of(HEADERS, END_HEADERS | PADDED, 1, (byte) 9, (byte) 0)),
                        PROTOCOL_ERROR),
                Case.of(
                        "HEADERS with a priority that is cut short",
                        client -> client.send(Frame.of(HEADERS, END_HEADERS | 0x20, 1, (byte) 0)),
                        FRAME_SIZE_ERROR,
                        PROTOCOL_ERROR),
                Case.of(
                        "padded HEADERS that are empty",
                        client -> client.send(Frame.of(HEADERS, END_HEADERS | PADDED, 1)),
                        FRAME_SIZE_ERROR,
                        PROTOCOL_ERROR));
    }

    @Test
    void theGoawayNamesTheLastStreamThatWasTaken() throws Exception {
        try (H2Client client = stage.client()) {
            client.send(getting(1, "/"), getting(3, "/"));
            client.body(client.headers(1));
            client.body(client.headers(3));
            client.send(Frame.of(Frame.PING, 0, 0, new byte[6]));
            Frame goAway = client.takeOrEnd("GOAWAY", frame -> frame.type() == Frame.GOAWAY);
            assertThat(goAway).isNotNull();
            assertThat(goAway.number(0)).isEqualTo(3);
        }
    }

    @Test
    void theBlockOfAStreamThatIsRefusedStillCountsForThoseBehindIt() throws Exception {
        try (H2Client client = stage.client()) {
            Block bad =
                    new Block().literals(post("/")).indexing("x-kept", "kept").literals("connection", "close");
            client.send(Frame.block(1, bad.bytes()).last());
            Block good = new Block().literals(get("/table")).indexed(62);
            client.send(Frame.block(3, good.bytes()).last());
            assertThat(client.body(client.headers(3))).isEqualTo("GET /table ");
            assertThat(stage.backend().received()).contains("kept");
        }
    }
}
