package dev.sluice.whole.h2;

import static dev.sluice.harness.h2.Frame.END_HEADERS;
import static dev.sluice.whole.h2.Stage.get;
import static dev.sluice.whole.h2.Stage.getting;
import static dev.sluice.whole.h2.Stage.posting;
import static io.netty.handler.codec.http2.Http2Error.CANCEL;
import static io.netty.handler.codec.http2.Http2Error.PROTOCOL_ERROR;
import static io.netty.handler.codec.http2.Http2Error.REFUSED_STREAM;
import static io.netty.handler.codec.http2.Http2Error.STREAM_CLOSED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.harness.h2.Block;
import dev.sluice.harness.h2.Frame;
import dev.sluice.harness.h2.H2Client;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What each state of a stream takes: RFC 9113 §5.1 to §5.3. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StreamStatesTest {
    private static final Frame CONTINUATION =
            Frame.continuation(1, Block.of("x-more", "more")).flagged(END_HEADERS);
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
    @MethodSource({"idle", "identifiers", "afterBothEnds"})
    void isAConnectionError(Case wrong) throws Exception {
        stage.expectConnectionError(wrong);
    }

    @ParameterizedTest
    @MethodSource({"halfClosed", "afterReset"})
    void isAStreamError(Case wrong) throws Exception {
        stage.expectStreamError(wrong);
    }

    static Stream<Case> idle() {
        return Stream.of(
                Case.of(
                        "DATA on an idle stream",
                        client -> client.send(Frame.data(1, "a").last()),
                        PROTOCOL_ERROR),
                Case.of("RST_STREAM on an idle stream", client -> client.send(Frame.reset(1, CANCEL)), PROTOCOL_ERROR),
                Case.of(
                        "WINDOW_UPDATE on an idle stream",
                        client -> client.send(Frame.windowUpdate(1, 9)),
                        PROTOCOL_ERROR),
                Case.of("CONTINUATION on an idle stream", client -> client.send(CONTINUATION), PROTOCOL_ERROR),
                Case.of(
                        "DATA on an idle stream above one in use",
                        client -> {
                            client.send(getting(1, "/held"), Frame.data(5, "a"));
                        },
                        PROTOCOL_ERROR));
    }

    /** §5.1.1. */
    static Stream<Case> identifiers() {
        return Stream.of(
                Case.of("an even identifier", client -> client.send(getting(2, "/")), PROTOCOL_ERROR),
                Case.of("identifier 0", client -> client.send(getting(0, "/")), PROTOCOL_ERROR),
                Case.of(
                        "a smaller one",
                        client -> client.send(getting(5, "/"), getting(3, "/")),
                        PROTOCOL_ERROR,
                        STREAM_CLOSED),
                Case.of("DATA on an even one", client -> client.send(Frame.data(2, "a")), PROTOCOL_ERROR));
    }

    static Stream<Case> halfClosed() {
        return Stream.of(
                Case.of(
                        "DATA behind END_STREAM",
                        client -> client.send(
                                getting(1, "/held"), Frame.data(1, "a").last()),
                        STREAM_CLOSED),
                Case.of(
                        "DATA behind END_STREAM of DATA",
                        client -> client.send(
                                posting(1, "/held"), Frame.data(1, "a").last(), Frame.data(1, "a")),
                        STREAM_CLOSED),
                Case.of(
                        "HEADERS behind END_STREAM",
                        client -> client.send(getting(1, "/held"), getting(1, "/held")),
                        STREAM_CLOSED),
                Case.of(
                        "CONTINUATION behind END_STREAM",
                        client -> client.send(getting(1, "/held"), CONTINUATION),
                        STREAM_CLOSED,
                        PROTOCOL_ERROR));
    }

    static Stream<Case> afterReset() {
        Frame reset = Frame.reset(1, CANCEL);
        return Stream.of(
                Case.of(
                        "DATA behind RST_STREAM",
                        client -> client.send(posting(1, "/held"), reset, Frame.data(1, "a")),
                        STREAM_CLOSED),
                Case.of(
                        "HEADERS behind RST_STREAM",
                        client -> client.send(
                                posting(1, "/held"),
                                reset,
                                Frame.headers(1, get("/")).last()),
                        STREAM_CLOSED,
                        PROTOCOL_ERROR),
                Case.of(
                        "CONTINUATION behind RST_STREAM",
                        client -> client.send(posting(1, "/held"), reset, CONTINUATION),
                        STREAM_CLOSED,
                        PROTOCOL_ERROR));
    }

    static Stream<Case> afterBothEnds() {
        return Stream.of(
                Case.of(
                        "DATA on a closed stream",
                        client -> {
                            over(client);
                            client.send(Frame.data(1, "a"));
                        },
                        STREAM_CLOSED),
                Case.of(
                        "HEADERS on a closed stream",
                        client -> {
                            over(client);
                            client.send(getting(1, "/"));
                        },
                        STREAM_CLOSED,
                        PROTOCOL_ERROR),
                Case.of(
                        "CONTINUATION on a closed stream",
                        client -> {
                            over(client);
                            client.send(CONTINUATION);
                        },
                        STREAM_CLOSED,
                        PROTOCOL_ERROR));
    }

    @ParameterizedTest
    @MethodSource("tolerated")
    void isTaken(Case harmless) throws Exception {
        try (H2Client client = stage.client()) {
            harmless.act().on(client);
            client.ping();
            Stage.expectServes(client);
            assertThat(client.seen()).noneMatch(frame -> frame.type() == Frame.RST_STREAM);
        }
    }

    static Stream<Case> tolerated() {
        return Stream.of(
                Case.of("PRIORITY on an idle stream", client -> client.send(Frame.priority(1, 0, 256))),
                Case.of("PRIORITY on an idle stream and a lower one behind it", client -> {
                    client.send(Frame.priority(9, 0, 256), getting(5, "/"));
                    client.body(client.headers(5));
                }),
                Case.of("WINDOW_UPDATE on a half-closed stream", client -> {
                    client.send(getting(1, "/"), Frame.windowUpdate(1, 9));
                    client.body(client.headers(1));
                }),
                Case.of("PRIORITY on a half-closed stream", client -> {
                    client.send(getting(1, "/"), Frame.priority(1, 0, 16));
                    client.body(client.headers(1));
                }),
                Case.of("PRIORITY on a closed stream", client -> {
                    over(client);
                    client.send(Frame.priority(1, 0, 16));
                }),
                Case.of("WINDOW_UPDATE on a closed stream", client -> {
                    over(client);
                    client.send(Frame.windowUpdate(1, 16));
                }),
                Case.of("RST_STREAM on a closed stream", client -> {
                    over(client);
                    client.send(Frame.reset(1, CANCEL));
                }),
                Case.of("identifiers with gaps", client -> {
                    client.send(getting(7, "/"), getting(51, "/"));
                    client.body(client.headers(7));
                    client.body(client.headers(51));
                }),
                Case.of(
                        "RST_STREAM on a half-closed stream",
                        client -> client.send(getting(1, "/held"), Frame.reset(1, CANCEL))));
    }

    /** §5.1.2: beyond what the server's SETTINGS allow a stream is refused, or the connection ended. */
    @Test
    void oneStreamTooManyIsRefused() throws Exception {
        try (H2Client client = stage.client()) {
            Integer most = client.settings().setting(Frame.MAX_CONCURRENT_STREAMS);
            assertThat(most).as("announced").isNotNull().isBetween(1, 10_000);
            List<Frame> frames = new ArrayList<>();
            for (int i = 0; i <= most; i++) {
                frames.add(posting(1 + 2 * i, "/held"));
            }
            client.send(frames.toArray(Frame[]::new));
            client.expectStreamError(1 + 2 * most, List.of(PROTOCOL_ERROR, REFUSED_STREAM));
        }
    }

    @Test
    void aStreamThatEndedMakesPlaceForAnother() throws Exception {
        try (H2Client client = stage.client()) {
            Integer most = client.settings().setting(Frame.MAX_CONCURRENT_STREAMS);
            for (int i = 0; most != null && i < most + 50; i++) {
                int stream = client.newStream();
                client.send(getting(stream, "/"));
                assertThat(client.headers(stream).status()).isEqualTo(200);
            }
        }
    }

    /** §5.3: a stream that depends on itself was an error of RFC 7540 and is nothing in RFC 9113. */
    @ParameterizedTest
    @MethodSource
    void aStreamThatDependsOnItselfIsAnErrorOrNothing(Case self) throws Exception {
        try (H2Client client = stage.client()) {
            self.act().on(client);
            client.send(Frame.ping(7));
            Frame answer = client.takeOrEnd(
                    "an answer",
                    frame -> frame.isAck() || frame.type() == Frame.GOAWAY || frame.type() == Frame.RST_STREAM);
            if (answer != null && !answer.isAck()) {
                assertThat(answer.error()).isEqualTo(PROTOCOL_ERROR);
            }
        }
    }

    static Stream<Case> aStreamThatDependsOnItselfIsAnErrorOrNothing() {
        return Stream.of(
                Case.of("HEADERS", client -> {
                    byte[] block =
                            new Block().raw(0, 0, 0, 1, 15).literals(get("/")).bytes();
                    client.send(
                            Frame.block(1, block).flagged(Frame.WITH_PRIORITY).last());
                }),
                Case.of("PRIORITY", client -> client.send(Frame.priority(1, 1, 16))));
    }

    /** Stream 1 has been used and is closed on both sides. */
    private static void over(H2Client client) throws Exception {
        client.send(getting(1, "/"));
        client.body(client.headers(1));
    }
}
