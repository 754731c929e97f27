package dev.sluice.whole.h2;

import static dev.sluice.harness.h2.Frame.ACK;
import static dev.sluice.harness.h2.Frame.END_HEADERS;
import static dev.sluice.harness.h2.Frame.PADDED;
import static dev.sluice.whole.h2.Stage.get;
import static dev.sluice.whole.h2.Stage.getting;
import static dev.sluice.whole.h2.Stage.posting;
import static io.netty.handler.codec.http2.Http2Error.CANCEL;
import static io.netty.handler.codec.http2.Http2Error.COMPRESSION_ERROR;
import static io.netty.handler.codec.http2.Http2Error.FLOW_CONTROL_ERROR;
import static io.netty.handler.codec.http2.Http2Error.FRAME_SIZE_ERROR;
import static io.netty.handler.codec.http2.Http2Error.PROTOCOL_ERROR;
import static io.netty.handler.codec.http2.Http2Error.STREAM_CLOSED;

import dev.sluice.harness.h2.Block;
import dev.sluice.harness.h2.Frame;
import io.netty.handler.codec.http2.Http2Error;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What each type of frame must not be: RFC 9113 §6.1 to §6.10, §8.4. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FrameTypesTest {
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
    @MethodSource({"streamZero", "sizes", "padding", "settings", "windows", "continuations", "pushes"})
    void isAConnectionError(Case wrong) throws Exception {
        stage.expectConnectionError(wrong);
    }

    @ParameterizedTest
    @MethodSource("streamErrors")
    void isAStreamError(Case wrong) throws Exception {
        stage.expectStreamError(wrong);
    }

    static Stream<Case> streamZero() {
        return Stream.of(
                Case.of("DATA on 0", client -> client.send(Frame.data(0, "a")), PROTOCOL_ERROR),
                Case.of("HEADERS on 0", client -> client.send(getting(0, "/")), PROTOCOL_ERROR),
                Case.of("PRIORITY on 0", client -> client.send(Frame.priority(0, 0, 9)), PROTOCOL_ERROR),
                Case.of("RST_STREAM on 0", client -> client.send(Frame.reset(0, CANCEL)), PROTOCOL_ERROR),
                Case.of(
                        "CONTINUATION on 0",
                        client -> client.send(
                                open(), Frame.continuation(0, Block.of()).flagged(END_HEADERS)),
                        PROTOCOL_ERROR),
                Case.of(
                        "SETTINGS on 1",
                        client -> client.send(getting(1, "/held"), Frame.of(Frame.SETTINGS, 0, 1)),
                        PROTOCOL_ERROR),
                Case.of("PING on 1", client -> client.send(Frame.of(Frame.PING, 0, 1, new byte[8])), PROTOCOL_ERROR),
                Case.of(
                        "GOAWAY on 1",
                        client -> client.send(Frame.of(Frame.GOAWAY, 0, 1, new byte[8])),
                        PROTOCOL_ERROR));
    }

    static Stream<Case> sizes() {
        return Stream.of(
                size("RST_STREAM of three", Frame.of(Frame.RST_STREAM, 0, 1, new byte[3])),
                size("RST_STREAM of five", Frame.of(Frame.RST_STREAM, 0, 1, new byte[5])),
                size("SETTINGS of three", Frame.of(Frame.SETTINGS, 0, 0, new byte[3])),
                size("SETTINGS of seven", Frame.of(Frame.SETTINGS, 0, 0, new byte[7])),
                size("an acknowledgement with settings", Frame.settings(3, 1).flagged(ACK)),
                size("PING of six", Frame.of(Frame.PING, 0, 0, new byte[6])),
                size("PING of nine", Frame.of(Frame.PING, 0, 0, new byte[9])),
                size("GOAWAY of seven", Frame.of(Frame.GOAWAY, 0, 0, new byte[7])),
                size("WINDOW_UPDATE of three", Frame.of(Frame.WINDOW_UPDATE, 0, 0, new byte[3])),
                size("WINDOW_UPDATE of five", Frame.of(Frame.WINDOW_UPDATE, 0, 0, new byte[5])),
                size("WINDOW_UPDATE of three on 1", Frame.of(Frame.WINDOW_UPDATE, 0, 1, new byte[3])));
    }

    private static Case size(String what, Frame frame) {
        return Case.of(what, client -> client.send(posting(1, "/held"), frame), FRAME_SIZE_ERROR);
    }

    static Stream<Case> padding() {
        Frame data = Frame.of(Frame.DATA, PADDED | 1, 1, (byte) 6, (byte) 0, (byte) 0);
        Frame headers = Frame.block(1, new Block().raw(200).literals(get("/")).bytes());
        return Stream.of(
                Case.of("more padding than DATA", client -> client.send(posting(1, "/held"), data), PROTOCOL_ERROR),
                Case.of(
                        "as much padding as DATA",
                        client -> client.send(posting(1, "/held"), Frame.of(Frame.DATA, PADDED, 1, (byte) 2, (byte) 0)),
                        PROTOCOL_ERROR),
                Case.of(
                        "more padding than HEADERS",
                        client -> client.send(headers.flagged(PADDED | 1)),
                        PROTOCOL_ERROR,
                        COMPRESSION_ERROR));
    }

    static Stream<Case> settings() {
        return Stream.of(
                setting("ENABLE_PUSH of 2", Frame.ENABLE_PUSH, 2, PROTOCOL_ERROR),
                setting("INITIAL_WINDOW_SIZE of 2^31", Frame.INITIAL_WINDOW_SIZE, 1 << 31, FLOW_CONTROL_ERROR),
                setting("MAX_FRAME_SIZE of 2^14 - 1", Frame.MAX_FRAME_SIZE, (1 << 14) - 1, PROTOCOL_ERROR),
                setting("MAX_FRAME_SIZE of 2^24", Frame.MAX_FRAME_SIZE, 1 << 24, PROTOCOL_ERROR),
                setting("ENABLE_CONNECT_PROTOCOL of 2", Frame.ENABLE_CONNECT_PROTOCOL, 2, PROTOCOL_ERROR));
    }

    private static Case setting(String what, int identifier, int value, Http2Error error) {
        return Case.of(what, client -> client.send(Frame.settings(identifier, value)), error);
    }

    /** §6.9, §6.9.1, §6.9.2. */
    static Stream<Case> windows() {
        int most = Integer.MAX_VALUE;
        return Stream.of(
                Case.of("an increment of 0", client -> client.send(Frame.windowUpdate(0, 0)), PROTOCOL_ERROR),
                Case.of(
                        "a window beyond 2^31 - 1",
                        client -> client.send(Frame.windowUpdate(0, most), Frame.windowUpdate(0, most)),
                        FLOW_CONTROL_ERROR),
                Case.of(
                        "one by 65535 and 2^31 - 1",
                        client -> client.send(Frame.windowUpdate(0, most)),
                        FLOW_CONTROL_ERROR),
                Case.of(
                        "a stream's window beyond it by SETTINGS",
                        client -> client.send(
                                getting(1, "/held"),
                                Frame.windowUpdate(1, most - 65_535),
                                Frame.settings(Frame.INITIAL_WINDOW_SIZE, 65_536)),
                        FLOW_CONTROL_ERROR));
    }

    /** §6.2, §6.10. */
    static Stream<Case> continuations() {
        Frame more = Frame.continuation(1, Block.of("x-more", "more"));
        Frame end = more.flagged(END_HEADERS);
        return Stream.of(
                Case.of("one without HEADERS", client -> client.send(end), PROTOCOL_ERROR),
                Case.of("one behind END_HEADERS", client -> client.send(posting(1, "/held"), end), PROTOCOL_ERROR),
                Case.of("one behind its own END_HEADERS", client -> client.send(open(), end, end), PROTOCOL_ERROR),
                Case.of("DATA between", client -> client.send(open(), more, Frame.data(1, "a"), end), PROTOCOL_ERROR),
                Case.of(
                        "one behind DATA",
                        client -> client.send(posting(1, "/held"), Frame.data(1, "a"), end),
                        PROTOCOL_ERROR),
                Case.of("PRIORITY between", client -> client.send(open(), Frame.priority(1, 0, 9)), PROTOCOL_ERROR),
                Case.of("another's HEADERS between", client -> client.send(open(), getting(3, "/")), PROTOCOL_ERROR));
    }

    /** §8.4: no client may push. */
    static Stream<Case> pushes() {
        byte[] promise = new Block().raw(0, 0, 0, 2).literals(get("/")).bytes();
        return Stream.of(Case.of(
                "PUSH_PROMISE",
                client -> client.send(posting(1, "/held"), Frame.of(Frame.PUSH_PROMISE, END_HEADERS, 1, promise)),
                PROTOCOL_ERROR));
    }

    static Stream<Case> streamErrors() {
        int most = Integer.MAX_VALUE;
        return Stream.of(
                Case.of(
                        "PRIORITY of four",
                        client -> client.send(posting(1, "/held"), Frame.of(Frame.PRIORITY, 0, 1, new byte[4])),
                        FRAME_SIZE_ERROR),
                Case.of(
                        "an increment of 0",
                        client -> client.send(posting(1, "/held"), Frame.windowUpdate(1, 0)),
                        PROTOCOL_ERROR),
                Case.of(
                        "a window beyond 2^31 - 1",
                        client -> client.send(
                                getting(1, "/held"), Frame.windowUpdate(1, most), Frame.windowUpdate(1, most)),
                        FLOW_CONTROL_ERROR),
                Case.of(
                        "DATA on a stream that is not open",
                        client -> client.send(getting(1, "/held"), Frame.data(1, "a")),
                        STREAM_CLOSED),
                Case.of(
                        "a second HEADERS without END_STREAM",
                        client -> client.send(
                                posting(1, "/held"), Frame.data(1, "a"), Frame.headers(1, "x-trailer", "t")),
                        PROTOCOL_ERROR));
    }

    private static Frame open() {
        return Frame.headers(1, get("/held")).without(END_HEADERS);
    }
}
