package dev.sluice.whole.h2;

import static dev.sluice.harness.h2.Frame.END_HEADERS;
import static dev.sluice.whole.h2.Stage.get;
import static dev.sluice.whole.h2.Stage.getting;
import static dev.sluice.whole.h2.Stage.posting;
import static io.netty.handler.codec.http2.Http2Error.FLOW_CONTROL_ERROR;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.harness.Edge;
import dev.sluice.harness.RawBackend;
import dev.sluice.harness.h2.Block;
import dev.sluice.harness.h2.Frame;
import dev.sluice.harness.h2.H2Client;
import io.netty.util.internal.PlatformDependent;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** More bytes than were agreed, and few that become many (RFC 9113 §10.5): refused or cut, and no other connection feels it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AmountsTest {
    private Stage stage;

    @BeforeAll
    void start() throws Exception {
        stage = Stage.start();
    }

    @AfterAll
    void stop() throws Exception {
        stage.close();
    }

    /** A few bytes of index for 4000 of field each time: the list is counted as it is unpacked. */
    @Test
    void aListThatGrowsFromTheTableIsRefusedOrCut() throws Exception {
        try (H2Client other = stage.client();
                H2Client client = stage.client()) {
            Block first = new Block().literals(get("/")).indexing("x-bomb", "b".repeat(4000));
            client.send(Frame.block(1, first.bytes()).last());
            assertThat(client.headers(1).status()).isEqualTo(200);
            byte[] references = new byte[16_000];
            Arrays.fill(references, (byte) 0xbe);
            byte[] bomb = new Block().literals(get("/bomb")).raw(references).bytes();
            client.send(Frame.block(3, bomb).last());
            expectTooLarge(client, 3);
            assertThat(stage.backend().received()).doesNotContain("/bomb");
            Stage.expectServes(other);
        }
    }

    @Test
    void aListThatIsTooLargeIsRefusedAndTheNextIsServed() throws Exception {
        try (H2Client client = stage.client()) {
            String[] large = get("/large", "x-a", "a".repeat(15_000));
            Frame[] frames = new Frame[8];
            frames[0] = Frame.headers(1, large).last().without(END_HEADERS);
            for (int i = 1; i < 8; i++) {
                frames[i] = Frame.continuation(1, Block.of("x-" + i, "a".repeat(15_000)));
            }
            frames[7] = frames[7].flagged(END_HEADERS);
            client.send(frames);
            expectTooLarge(client, 1);
            assertThat(stage.backend().received()).doesNotContain("/large");
        }
    }

    /** What a client does not take stays with the backend, whatever the number of its streams. */
    @Test
    void manyStreamsWithoutWindowDoNotPileUpInMemory() throws Exception {
        try (H2Client other = stage.client();
                H2Client client = stage.client(Frame.INITIAL_WINDOW_SIZE, 0)) {
            long before = used();
            for (int i = 0; i < 100; i++) {
                client.send(getting(odd(i), "/of/4000000"));
            }
            for (int i = 0; i < 100; i++) {
                assertThat(client.headers(odd(i)).status()).isEqualTo(200);
            }
            client.ping();
            assertThat(used() - before).isLessThan(64L << 20);
            Stage.expectServes(other);
        }
    }

    /** DATA beyond the window that the server gave. */
    @Test
    void aBodyThatDoesNotCareForTheWindowIsCut() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        try (RawBackend backend = RawBackend.start(peer -> {
                    peer.requestHead();
                    end.await();
                });
                Edge edge = Edge.before(backend);
                H2Client client = H2Client.plain(edge.plain())) {
            client.send(posting(1, "/"));
            client.sendInBackground(Frame.of(Frame.DATA, 0, 1, new byte[16_384]).bytes(), 4_000);
            client.expectStreamError(1, List.of(FLOW_CONTROL_ERROR));
            end.countDown();
        }
    }

    /** 431, or an end of the stream or of the connection. */
    private static void expectTooLarge(H2Client client, int stream) {
        Frame answer = client.takeOrEnd(
                "a refusal",
                frame -> frame.is(Frame.HEADERS, stream)
                        || frame.is(Frame.RST_STREAM, stream)
                        || frame.type() == Frame.GOAWAY);
        if (answer != null && answer.type() == Frame.HEADERS) {
            assertThat(answer.status()).isEqualTo(431);
        }
    }

    private static long used() {
        return PlatformDependent.usedDirectMemory();
    }

    private static int odd(int n) {
        return 2 * n + 1;
    }
}
