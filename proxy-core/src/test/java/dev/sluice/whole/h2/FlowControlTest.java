package dev.sluice.whole.h2;

import static dev.sluice.harness.h2.Frame.INITIAL_WINDOW_SIZE;
import static dev.sluice.whole.h2.Stage.getting;
import static dev.sluice.whole.h2.Stage.posting;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.harness.Edge;
import dev.sluice.harness.Message;
import dev.sluice.harness.RawBackend;
import dev.sluice.harness.h2.Frame;
import dev.sluice.harness.h2.H2Client;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Windows hold in both directions, and each stream only itself: RFC 9113 §5.2, §6.9. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FlowControlTest {
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
    void aWindowOfOneByteGetsOneByte() throws Exception {
        try (H2Client client = stage.client(INITIAL_WINDOW_SIZE, 1)) {
            client.send(getting(1, "/of/5"));
            assertThat(client.headers(1).isLast()).isFalse();
            assertThat(client.take(Frame.DATA, 1).text()).isEqualTo("x");
            client.ping();
            assertThat(received(client, 1)).isEqualTo(1);
            client.send(Frame.windowUpdate(1, 4));
            assertThat(client.body(Frame.of(Frame.HEADERS, 0, 1))).isEqualTo("xxxx");
        }
    }

    @Test
    void aLaterInitialWindowOpensStreamsThatWait() throws Exception {
        try (H2Client client = stage.client(INITIAL_WINDOW_SIZE, 0)) {
            client.send(getting(1, "/of/5"));
            Frame head = client.headers(1);
            client.ping();
            assertThat(received(client, 1)).isZero();
            client.send(Frame.settings(INITIAL_WINDOW_SIZE, 1));
            assertThat(client.take(Frame.DATA, 1).text()).isEqualTo("x");
            client.send(Frame.settings(INITIAL_WINDOW_SIZE, 100));
            assertThat(client.body(head)).isEqualTo("xxxx");
        }
    }

    /** §6.9.2. */
    @Test
    void aWindowCanBecomeNegative() throws Exception {
        try (H2Client client = stage.client(INITIAL_WINDOW_SIZE, 3)) {
            client.send(getting(1, "/of/7"));
            Frame head = client.headers(1);
            assertThat(client.take(Frame.DATA, 1).text()).isEqualTo("xxx");
            client.send(Frame.settings(INITIAL_WINDOW_SIZE, 2), Frame.windowUpdate(1, 1));
            client.ping();
            assertThat(received(client, 1)).isEqualTo(3);
            client.send(Frame.windowUpdate(1, 1));
            assertThat(client.take(Frame.DATA, 1).text()).isEqualTo("x");
            client.send(Frame.windowUpdate(1, 3));
            assertThat(client.body(head)).isEqualTo("xxx");
        }
    }

    /** §6.5.3. */
    @Test
    void ofTwoValuesInOneFrameTheLastCounts() throws Exception {
        try (H2Client client = stage.client(INITIAL_WINDOW_SIZE, 100, INITIAL_WINDOW_SIZE, 1)) {
            client.send(getting(1, "/of/5"));
            assertThat(client.take(Frame.DATA, 1).text()).isEqualTo("x");
            client.ping();
            assertThat(received(client, 1)).isEqualTo(1);
        }
    }

    @Test
    void theConnectionsWindowHoldsAllStreamsTogether() throws Exception {
        try (H2Client client = stage.client(INITIAL_WINDOW_SIZE, 1 << 20)) {
            client.send(getting(1, "/of/50000"), getting(3, "/of/50000"));
            while (received(client, 1) + received(client, 3) < 65_535) {
                client.take("DATA", frame -> frame.type() == Frame.DATA);
            }
            client.ping();
            assertThat(received(client, 1) + received(client, 3)).isEqualTo(65_535);
            client.send(Frame.windowUpdate(0, 1 << 20));
            while (received(client, 1) + received(client, 3) < 100_000) {
                client.take("DATA", frame -> frame.type() == Frame.DATA);
            }
        }
    }

    @Test
    void aBodyWithoutBytesNeedsNoWindow() throws Exception {
        try (H2Client client = stage.client(INITIAL_WINDOW_SIZE, 0)) {
            client.send(getting(1, "/of/0"));
            assertThat(client.body(client.headers(1))).isEmpty();
        }
    }

    @Test
    void nineStreamsGoOnBesideOneWithoutWindow() throws Exception {
        try (H2Client client = stage.client(INITIAL_WINDOW_SIZE, 0)) {
            client.send(Frame.windowUpdate(0, 1 << 24));
            for (int stream = 1; stream < 20; stream += 2) {
                client.send(getting(stream, "/of/300000"));
                if (stream > 1) {
                    client.send(Frame.windowUpdate(stream, 300_000));
                }
            }
            for (int stream = 3; stream < 20; stream += 2) {
                assertThat(client.body(client.headers(stream))).hasSize(300_000);
            }
            assertThat(received(client, 1)).isZero();
            client.send(Frame.windowUpdate(1, 300_000));
            assertThat(client.body(client.headers(1))).hasSize(300_000);
        }
    }

    /** The window is given back only as the backend takes: what is not taken stays with the client. */
    @Test
    void anUploadToABackendThatDoesNotReadStopsAtTheWindow() throws Exception {
        CountDownLatch read = new CountDownLatch(1);
        int size = 24 << 20;
        try (RawBackend backend = RawBackend.start(peer -> {
                    Message head = peer.requestHead();
                    read.await();
                    peer.respondOk(Integer.toString(peer.rest(head).body().length()));
                });
                Edge edge = Edge.before(backend);
                H2Client client = H2Client.plain(edge.plain())) {
            client.send(posting(1, "/", "content-length", Integer.toString(size)));
            Sending upload = new Sending(client, 1, size);
            upload.untilNoWindowComes();
            assertThat(upload.sent()).isLessThan(size);
            read.countDown();
            upload.toTheEnd();
            assertThat(client.body(client.headers(1))).isEqualTo(Integer.toString(size));
        }
    }

    @Test
    void anUploadIsTakenPastTheFirstWindow() throws Exception {
        int size = 1 << 20;
        try (H2Client client = stage.client()) {
            client.send(Frame.windowUpdate(0, size));
            client.send(posting(1, "/"), Frame.windowUpdate(1, size));
            Sending upload = new Sending(client, 1, size);
            upload.toTheEnd();
            assertThat(client.body(client.headers(1))).hasSize("POST / ".length() + size);
        }
    }

    /** How many bytes of a body have come so far. */
    static int received(H2Client client, int stream) {
        return client.seen().stream()
                .filter(frame -> frame.is(Frame.DATA, stream))
                .mapToInt(frame -> frame.payload().length)
                .sum();
    }
}
