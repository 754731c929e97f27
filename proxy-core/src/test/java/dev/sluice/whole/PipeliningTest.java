package dev.sluice.whole;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.harness.Edge;
import dev.sluice.harness.Ends;
import dev.sluice.harness.Message;
import dev.sluice.harness.RawBackend;
import dev.sluice.harness.RawClient;
import io.netty.util.internal.PlatformDependent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A client that sends hundreds of requests and reads no answer costs no more than its buffers, and loses nothing by it. */
class PipeliningTest {
    private static final int REQUESTS = 400;
    private static final int MANY = 8000;
    private static final int ANSWER = 100_000;
    private static final long MEMORY = 16 << 20;

    @Test
    void requestsWaitUntilTheAnswersBeforeThemAreTaken() throws Exception {
        try (RawBackend backend = RawBackend.start(peer -> {
                    for (Message request = peer.requestOrEnd(); request != null; request = peer.requestOrEnd()) {
                        peer.respondOk(padded(request.target()));
                    }
                });
                Edge edge = Edge.before(backend);
                RawClient client = RawClient.slowReader(edge.plain())) {
            long before = PlatformDependent.usedDirectMemory();
            Thread sender = sending(client, "X-Pad: " + "p".repeat(4000));
            int stalled = stalledAt(() -> backend.requests().size());
            assertThat(stalled).as("requests passed on while nobody reads").isBetween(1, REQUESTS / 2);
            assertThat(PlatformDependent.usedDirectMemory() - before).isLessThan(MEMORY);
            for (int i = 0; i < REQUESTS; i++) {
                assertThat(client.response().body()).isEqualTo(padded("/" + i));
            }
            sender.join();
            assertThat(backend.requests()).hasSize(REQUESTS);
            assertThat(backend.connections()).isEqualTo(1);
        }
    }

    @Test
    void requestsThatTheProxyAnswersItselfWaitToo() throws Exception {
        String body = "b".repeat(3500);
        try (Edge edge = Edge.start(
                        Ends.ADMIN + "sites: {app.test: {tls: off, respond: {status: 200, body: \"" + body + "\"}}}");
                RawClient client = RawClient.slowReader(edge.plain())) {
            long before = PlatformDependent.usedDirectMemory();
            Ends ends = new Ends(edge);
            StringBuilder requests = new StringBuilder();
            for (int i = 0; i < MANY; i++) {
                requests.append(RawClient.head("GET /" + i + " HTTP/1.1", "Host: app.test"));
            }
            Thread sender = Thread.ofVirtual().start(() -> send(client, requests.toString()));
            int stalled = stalledAt(() -> count(ends));
            assertThat(stalled).as("answered while nobody reads").isBetween(1, MANY / 2);
            assertThat(PlatformDependent.usedDirectMemory() - before).isLessThan(MEMORY);
            for (int i = 0; i < MANY; i++) {
                assertThat(client.response().body()).isEqualTo(body);
            }
            sender.join();
        }
    }

    @Test
    void whoLeavesBehindHundredsOfRequestsLeavesNothingElse() throws Exception {
        try (RawBackend backend = RawBackend.start(peer -> {
                    for (Message request = peer.requestOrEnd(); request != null; request = peer.requestOrEnd()) {
                        peer.respondOk(padded(request.target()));
                    }
                });
                Edge edge = Edge.before(backend)) {
            try (RawClient client = RawClient.slowReader(edge.plain())) {
                sending(client, "X: y").join();
                int stalled = stalledAt(() -> backend.requests().size());
                client.reset();
                assertThat(stalledAt(() -> backend.requests().size())).isBetween(stalled, stalled + 1);
            }
        }
    }

    private static Thread sending(RawClient client, String field) {
        return Thread.ofVirtual().start(() -> {
            for (int i = 0; i < REQUESTS; i++) {
                send(client, RawClient.head("GET /" + i + " HTTP/1.1", "Host: app.test", field));
            }
        });
    }

    private static void send(RawClient client, String text) {
        try {
            client.send(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int count(Ends ends) {
        try {
            return ends.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The number at which a count has stood still for a second. */
    private static int stalledAt(IntSupplier count) {
        AtomicInteger last = new AtomicInteger(-1);
        AtomicInteger same = new AtomicInteger();
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> {
                    int now = count.getAsInt();
                    same.set(now > 0 && last.getAndSet(now) == now ? same.get() + 1 : 0);
                    return same.get() == 10;
                });
        return last.get();
    }

    private static String padded(String target) {
        return target + ".".repeat(ANSWER - target.length());
    }
}
