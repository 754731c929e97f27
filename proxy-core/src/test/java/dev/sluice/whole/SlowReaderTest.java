package dev.sluice.whole;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.harness.Edge;
import dev.sluice.harness.Ends;
import dev.sluice.harness.RawBackend;
import dev.sluice.harness.RawClient;
import dev.sluice.harness.TruncatedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Who takes an answer slowly gets all of it, whatever ends meanwhile; who takes nothing at all is cut by the idle timer. */
class SlowReaderTest {
    private static final int MIB = 1 << 20;
    private static final Duration LONGER_THAN_LINGERING = Duration.ofSeconds(12);

    @Test
    void whoTakesNothingIsCutByTheIdleTimer() throws Exception {
        try (RawBackend backend = RawBackend.start(peer -> {
                    peer.request();
                    peer.send("HTTP/1.1 200 OK\r\nContent-Length: " + 64 * MIB + "\r\n\r\n");
                    peer.sendInBackground(new byte[MIB], 64).join();
                });
                Edge edge = Edge.start(Ends.ADMIN + Edge.site(backend.target(), "timeouts: {idle: 1s}"));
                RawClient client = RawClient.slowReader(edge.plain())) {
            client.sendHead("GET / HTTP/1.1", "Host: app.test");
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .untilAsserted(() ->
                            assertThat(new Ends(edge).failed("client_idle")).isEqualTo(1));
            Awaitility.await().until(() -> backend.openConnections() == 0);
            assertThat(new Ends(edge).count()).isEqualTo(1);
            assertThat(client.untilClosed().length()).isLessThan(64 * MIB);
        }
    }

    @Test
    void whoTakesSomeNowAndThenIsServedToTheEnd() throws Exception {
        int size = 24 * MIB;
        try (RawBackend backend = RawBackend.start(peer -> {
                    peer.request();
                    peer.send("HTTP/1.1 200 OK\r\nContent-Length: " + size + "\r\n\r\n");
                    peer.sendInBackground(new byte[MIB], 24).join();
                });
                Edge edge = Edge.before(backend, "timeouts: {idle: 3s}");
                RawClient client = RawClient.slowReader(edge.plain())) {
            client.sendHead("GET / HTTP/1.1", "Host: app.test");
            client.readHead();
            for (int read = 0; read < size; read += MIB) {
                pause(Duration.ofMillis(250));
                client.exactBytes(MIB);
            }
        }
    }

    /**
     * Answers of many sizes, of which some lie wholly in the proxy when their exchange has ended, and some of these partly outside
     * of the system's buffer: those are what closing too early would cut.
     */
    @Test
    void whatIsLeftOfAnAnswerIsNotCutThoughItsConnectionIsToEnd() throws Exception {
        try (RawBackend backend = RawBackend.start(peer -> {
                    int size = Integer.parseInt(peer.request().target().substring(1));
                    peer.send("HTTP/1.1 200 OK\r\nContent-Length: " + size + "\r\n\r\n");
                    peer.send(new byte[size]);
                });
                Edge closing = Edge.start(Ends.ADMIN + Edge.site(backend.target()));
                Edge expiring = Edge.start(Ends.ADMIN + "limits: {keep-alive: 500ms}\n" + Edge.site(backend.target()));
                Edge draining = Edge.start(Ends.ADMIN + "shutdown: {grace: 60s}\n" + Edge.site(backend.target()))) {
            List<Download> downloads = new ArrayList<>();
            downloads.addAll(start(closing, "Connection: close"));
            downloads.addAll(start(expiring, "Connection: keep-alive"));
            downloads.addAll(start(draining, "Connection: keep-alive"));
            for (Edge edge : List.of(closing, expiring, draining)) {
                Awaitility.await()
                        .untilAsserted(() -> assertThat(new Ends(edge).count())
                                .as("some have ended")
                                .isPositive());
            }
            FutureTask<Void> drain = new FutureTask<>(() -> {
                draining.drain();
                return null;
            });
            Thread.ofPlatform().start(drain);
            pause(LONGER_THAN_LINGERING);
            for (Download download : downloads) {
                download.finish();
            }
            drain.get();
        }
    }

    private record Download(RawClient client, int size) {
        void finish() throws Exception {
            try (client) {
                client.readHead();
                client.exactBytes(size);
                client.expectClosed();
            } catch (TruncatedException cut) {
                throw new AssertionError("an answer of " + size + " bytes was cut", cut);
            }
        }
    }

    private static List<Download> start(Edge edge, String field) throws Exception {
        List<Download> downloads = new ArrayList<>();
        for (int size = 100_000; size < 2_000_000; size += 100_000) {
            RawClient client = RawClient.slowReader(edge.plain());
            client.sendHead("GET /" + size + " HTTP/1.1", "Host: app.test", field);
            downloads.add(new Download(client, size));
        }
        return downloads;
    }

    private static void pause(Duration time) {
        LockSupport.parkNanos(time.toNanos());
    }
}
