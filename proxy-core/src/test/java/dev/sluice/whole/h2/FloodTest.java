package dev.sluice.whole.h2;

import static dev.sluice.harness.h2.Frame.END_HEADERS;
import static dev.sluice.whole.h2.Stage.get;
import static dev.sluice.whole.h2.Stage.getting;
import static dev.sluice.whole.h2.Stage.posting;
import static io.netty.handler.codec.http2.Http2Error.CANCEL;
import static io.netty.handler.codec.http2.Http2Error.ENHANCE_YOUR_CALM;
import static io.netty.handler.codec.http2.Http2Error.NO_ERROR;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.harness.h2.Block;
import dev.sluice.harness.h2.Frame;
import dev.sluice.harness.h2.H2Client;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** More frames than any client needs (RFC 9113 §10.5): it ends that connection with ENHANCE_YOUR_CALM, and no other feels it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FloodTest {
    private static final int MANY = 20_000;
    private Stage stage;

    /** What to send, from the n-th of its kind. */
    record Flood(String what, byte[] first, IntFunction<Frame[]> more) {
        @Override
        public String toString() {
            return what;
        }
    }

    @BeforeAll
    void start() throws Exception {
        stage = Stage.with("listen: {http: \"127.0.0.1:0\", https: \"127.0.0.1:0\", admin: \"127.0.0.1:0\"}");
    }

    @AfterAll
    void stop() throws Exception {
        stage.close();
    }

    @ParameterizedTest
    @MethodSource({"resets", "provokedResets", "controlFrames", "emptyFrames"})
    void endsTheConnectionAndNoOther(Flood flood) throws Exception {
        try (H2Client other = stage.client();
                H2Client client = stage.client()) {
            long before = cut();
            client.send(flood.first());
            Thread sender = client.sendInBackground(frames(flood.more()), 1);
            expectCalm(client);
            sender.join();
            Awaitility.await().untilAsserted(() -> assertThat(cut()).isEqualTo(before + 1));
            Stage.expectServes(other);
        }
    }

    static Stream<Flood> resets() {
        return Stream.of(
                flood("rapid resets", i -> frames(getting(odd(i), "/held"), Frame.reset(odd(i), CANCEL))),
                flood("rapid resets of uploads", i -> frames(posting(odd(i), "/held"), Frame.reset(odd(i), CANCEL))));
    }

    /** The server itself resets each: that is counted too. */
    static Stream<Flood> provokedResets() {
        return Stream.of(
                flood("increments of 0", i -> frames(posting(odd(i), "/held"), Frame.windowUpdate(odd(i), 0))),
                flood(
                        "windows beyond 2^31 - 1",
                        i -> frames(posting(odd(i), "/held"), Frame.windowUpdate(odd(i), Integer.MAX_VALUE))),
                flood("DATA behind END_STREAM", i -> frames(getting(odd(i), "/held"), Frame.data(odd(i), "a"))),
                flood("HEADERS behind END_STREAM", i -> frames(getting(odd(i), "/held"), getting(odd(i), "/held"))),
                flood(
                        "PRIORITY of four bytes",
                        i -> frames(posting(odd(i), "/held"), Frame.of(Frame.PRIORITY, 0, odd(i), new byte[4]))),
                flood("malformed requests", i -> frames(getting(odd(i), "/", "connection", "close"))),
                flood(
                        "bodies that are too long",
                        i -> frames(
                                posting(odd(i), "/held", "content-length", "0"),
                                Frame.data(odd(i), "a").last())));
    }

    static Stream<Flood> controlFrames() {
        return Stream.of(
                flood("SETTINGS", i -> frames(Frame.settings(Frame.INITIAL_WINDOW_SIZE, i))),
                flood("empty SETTINGS", i -> frames(Frame.settings())),
                flood("PING", i -> frames(Frame.ping(i))),
                flood("PRIORITY", i -> frames(Frame.priority(odd(i), 0, 16))),
                flood("PRIORITY of one stream", i -> frames(Frame.priority(1, 3, 16))),
                flood(
                        "PRIORITY_UPDATE",
                        i -> frames(Frame.of(
                                0x10,
                                0,
                                0,
                                new Block().raw(0, 0, 0, 1, 'u', '=', '1').bytes()))));
    }

    static Stream<Flood> emptyFrames() {
        Frame open = Frame.headers(1, get("/held")).without(END_HEADERS);
        return Stream.of(
                new Flood("empty DATA", posting(1, "/held").bytes(), i -> frames(Frame.data(1, ""))),
                new Flood("empty CONTINUATION", open.bytes(), i -> frames(Frame.of(Frame.CONTINUATION, 0, 1))),
                new Flood(
                        "CONTINUATION", open.bytes(), i -> frames(Frame.continuation(1, Block.of("x-more", "more")))));
    }

    private static Flood flood(String what, IntFunction<Frame[]> more) {
        return new Flood(what, new byte[0], more);
    }

    /** Such a flood may also be without an effect: nothing is kept for what is unknown or on a closed stream. */
    @ParameterizedTest
    @MethodSource
    void isCalmedOrHarmless(Flood flood) throws Exception {
        try (H2Client other = stage.client();
                H2Client client = stage.client()) {
            client.send(flood.first());
            client.sendInBackground(frames(flood.more()), 1).join();
            client.send(Frame.ping(77));
            Frame answer = client.takeOrEnd("calm", frame -> frame.isAck() || frame.type() == Frame.GOAWAY);
            assertThat(answer == null
                            || answer.isAck()
                            || answer.error() == ENHANCE_YOUR_CALM
                            || answer.error() == NO_ERROR)
                    .as("%s", answer)
                    .isTrue();
            Stage.expectServes(other);
        } catch (IOException ended) {
            // It had closed before the PING: the next test would see if it served no other.
        }
    }

    static Stream<Flood> isCalmedOrHarmless() {
        return Stream.of(
                flood("frames of unknown type", i -> frames(Frame.of(0x77, 0, 0))),
                flood(
                        "acknowledgements of nothing",
                        i -> frames(Frame.settings().flagged(Frame.ACK))),
                flood(
                        "acknowledgements of PINGs that were not",
                        i -> frames(Frame.ping(i).flagged(Frame.ACK))),
                flood("WINDOW_UPDATE by one", i -> frames(Frame.windowUpdate(0, 1))),
                flood("GOAWAY", i -> frames(Frame.goAway(0, 0))));
    }

    /** Acknowledgements must not pile up for a client that does not read. */
    @Test
    void aClientThatPingsAndNeverReadsIsCut() throws Exception {
        try (H2Client other = stage.client();
                H2Client client = H2Client.silent(stage.address())) {
            client.preface();
            Thread sender = client.sendInBackground(Frame.ping(1).times(1000), 1000);
            sender.join();
            Stage.expectServes(other);
        }
    }

    private static void expectCalm(H2Client client) {
        Frame goAway = client.takeOrEnd("GOAWAY", frame -> frame.type() == Frame.GOAWAY && frame.number(4) != 0);
        if (goAway != null) {
            assertThat(goAway.error()).as(goAway.toString()).isEqualTo(ENHANCE_YOUR_CALM);
            client.expectEnd();
        }
    }

    /** How many connections were counted as cut, for whatever reason. */
    private long cut() throws IOException {
        return stage.edge()
                .metrics()
                .lines()
                .filter(line -> line.startsWith("sluice_http2_connections_cut_total"))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private static int odd(int n) {
        return 2 * n + 1;
    }

    private static Frame[] frames(Frame... frames) {
        return frames;
    }

    private static byte[] frames(IntFunction<Frame[]> each) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < MANY; i++) {
            for (Frame frame : each.apply(i)) {
                all.writeBytes(frame.bytes());
            }
        }
        return all.toByteArray();
    }
}
