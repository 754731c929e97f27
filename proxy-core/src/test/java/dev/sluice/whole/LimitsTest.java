package dev.sluice.whole;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.harness.Edge;
import dev.sluice.harness.RawBackend;
import dev.sluice.harness.RawClient;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What a client may take of memory and time. */
class LimitsTest {

    @Test
    void fieldsBeyondTheLimitAre431() throws Exception {
        try (RawBackend backend = RawBackend.echo();
                Edge edge = Edge.start("limits: {header-size: 8k, headers: 20}\n" + Edge.site(backend.target()))) {
            for (String fields : List.of("X-Long: " + "x".repeat(9000) + "\r\n", "X-Many: 1\r\n".repeat(30))) {
                try (RawClient client = edge.client()) {
                    client.send("GET / HTTP/1.1\r\nHost: app.test\r\n" + fields + "\r\n");
                    assertThat(client.untilClosed()).startsWith("HTTP/1.1 431 ");
                }
            }
            try (RawClient client = edge.client()) {
                client.send("GET / HTTP/1.1\r\nHost: app.test\r\nX-Long: " + "x".repeat(7000) + "\r\n\r\n");
                assertThat(client.response().status()).isEqualTo(200);
            }
            assertThat(backend.requests()).hasSize(1);
        }
    }

    @Test
    void aTargetBeyondTheLimitIs414() throws Exception {
        try (RawBackend backend = RawBackend.echo();
                Edge edge = Edge.start("limits: {header-size: 8k}\n" + Edge.site(backend.target()));
                RawClient client = edge.client()) {
            client.send("GET /" + "x".repeat(9000) + " HTTP/1.1\r\nHost: app.test\r\n\r\n");
            assertThat(client.untilClosed()).startsWith("HTTP/1.1 414 ");
            assertThat(backend.received()).isEmpty();
        }
    }

    @Test
    void theDefaultsTakeWhatBrowsersSend() throws Exception {
        try (RawBackend backend = RawBackend.echo();
                Edge edge = Edge.before(backend);
                RawClient client = edge.client()) {
            String cookies = "Cookie: " + "c".repeat(30_000);
            assertThat(client.exchange("GET /" + "x".repeat(8000) + " HTTP/1.1", "Host: app.test", cookies)
                            .status())
                    .isEqualTo(200);
            assertThat(backend.received()).contains(cookies);
        }
    }

    @Test
    void aHeadThatDoesNotEndIsCutAtItsTimeout() throws Exception {
        try (RawBackend backend = RawBackend.echo();
                Edge edge = Edge.start("limits: {header-timeout: 1s}\n" + Edge.site(backend.target()))) {
            long start = System.nanoTime();
            try (RawClient client = edge.client()) {
                client.send("GET / HTTP/1.1\r\n");
                drip(client, start);
                assertThat(client.untilClosed()).matches("(?s)|.*/1\\.1 408 .*");
            }
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(900));
            assertThat(backend.received()).isEmpty();
        }
    }

    @Test
    void aConnectionThatSaysNothingIsEndedToo() throws Exception {
        try (RawBackend backend = RawBackend.echo();
                Edge edge = Edge.start(
                        "limits: {header-timeout: 500ms, keep-alive: 700ms}\n" + Edge.site(backend.target()));
                RawClient silent = edge.client();
                RawClient kept = edge.client()) {
            kept.exchange("GET / HTTP/1.1", "Host: app.test");
            assertThat(silent.untilClosed()).matches("(?s)|.*/1\\.1 408 .*");
            kept.expectClosed();
        }
    }

    @Test
    void aBodyLargerThanTheRouteAllowsIs413() throws Exception {
        try (RawBackend backend = RawBackend.echo();
                Edge edge = Edge.before(backend, "max-body: 1k")) {
            try (RawClient counted = edge.client()) {
                counted.sendHead("POST / HTTP/1.1", "Host: app.test", "Content-Length: 1025");
                assertThat(counted.response().status()).isEqualTo(413);
                assertThat(backend.received()).isEmpty();
            }
            try (RawClient chunked = edge.client()) {
                chunked.sendHead("POST / HTTP/1.1", "Host: app.test", "Transfer-Encoding: chunked");
                chunked.sendChunk("x".repeat(1000));
                chunked.sendChunk("x".repeat(25));
                assertThat(chunked.response().status()).isEqualTo(413);
                chunked.expectClosed();
            }
            try (RawClient fits = edge.client()) {
                fits.send(
                        RawClient.head("POST / HTTP/1.1", "Host: app.test", "Content-Length: 1024") + "x".repeat(1024));
                assertThat(fits.response().status()).isEqualTo(200);
            }
        }
    }

    @Test
    void aSilentBackendIs504AndASilentUploaderIsEnded() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        try (RawBackend backend = RawBackend.start(peer -> {
                    peer.requestHead();
                    end.await();
                });
                Edge edge = Edge.before(backend, "timeouts: {response: 500ms, idle: 500ms}", "retry: 0");
                RawClient waiting = edge.client();
                RawClient uploading = edge.client()) {
            uploading.send("POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 10\r\n\r\nhello");
            assertThat(waiting.exchange("GET / HTTP/1.1", "Host: app.test").status())
                    .isEqualTo(504);
            assertThat(uploading.untilClosed()).matches("(?s)|HTTP/1\\.1 (408|504) .*");
            end.countDown();
        }
    }

    @Test
    void aTransferThatMovesIsNeverTooLong() throws Exception {
        try (RawBackend backend = RawBackend.echo();
                Edge edge = Edge.before(backend, "timeouts: {response: 400ms, idle: 400ms}");
                RawClient client = edge.client()) {
            client.sendHead("POST /x HTTP/1.1", "Host: app.test", "Content-Length: 15");
            for (int i = 0; i < 15; i++) {
                client.send("x");
                if (i < 14) {
                    client.expectSilence(Duration.ofMillis(100));
                }
            }
            assertThat(client.response().body()).isEqualTo("POST /x " + "x".repeat(15));
        }
    }

    @Test
    void newcomersAreServedWhenSlowOnesFillTheConnections() throws Exception {
        List<RawClient> slow = new ArrayList<>();
        try (RawBackend backend = RawBackend.echo();
                Edge edge = Edge.start("limits: {connections: 40}\n" + Edge.site(backend.target()))) {
            for (int i = 0; i < 60; i++) {
                RawClient client = edge.client();
                slow.add(client);
                client.send("GET / HT");
            }
            for (int i = 0; i < 10; i++) {
                try (RawClient client = edge.client()) {
                    assertThat(client.exchange("GET /x HTTP/1.1", "Host: app.test")
                                    .body())
                            .isEqualTo("GET /x ");
                }
            }
            for (RawClient client : slow) {
                client.close();
            }
        }
    }

    private static void drip(RawClient client, long start) throws IOException {
        try {
            while (System.nanoTime() - start < Duration.ofSeconds(20).toNanos()) {
                client.send("X");
                client.expectSilence(Duration.ofMillis(100));
            }
        } catch (IOException | AssertionError cut) {
            // Cut, or answered: the caller looks at what is there.
            return;
        }
        throw new AssertionError("still accepted after twenty seconds");
    }
}
