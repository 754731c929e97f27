package dev.sluice.whole;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.harness.Edge;
import dev.sluice.harness.Message;
import dev.sluice.harness.RawBackend;
import dev.sluice.harness.RawClient;
import io.netty.util.internal.PlatformDependent;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Bodies pass as they come, intact, held back by whoever is slow, in bounded memory. */
class StreamingTest {
    private static final int BLOCK = 1 << 20;
    private static final int BLOCKS = 128;
    private static final long MEMORY = 16 << 20;
    private final byte[] block = new byte[BLOCK];

    StreamingTest() {
        new Random(7).nextBytes(block);
    }

    @Test
    void anUploadToABackendThatDoesNotReadIsHeldBackAndArrivesIntact() throws Exception {
        CountDownLatch read = new CountDownLatch(1);
        try (RawBackend backend = RawBackend.start(peer -> {
                    peer.requestHead();
                    read.await();
                    MessageDigest digest = MessageDigest.getInstance("SHA-256");
                    for (int i = 0; i < BLOCKS; i++) {
                        digest.update(peer.exactBytes(BLOCK));
                    }
                    peer.respondOk(HexFormat.of().formatHex(digest.digest()));
                });
                Edge edge = Edge.before(backend);
                RawClient client = edge.client()) {
            long before = PlatformDependent.usedDirectMemory();
            client.sendHead("POST / HTTP/1.1", "Host: app.test", "Content-Length: " + (long) BLOCK * BLOCKS);
            Thread sender = client.sendInBackground(block, BLOCKS);
            assertThat(sender.join(Duration.ofMillis(500))).as("held back").isFalse();
            assertThat(PlatformDependent.usedDirectMemory() - before).isLessThan(MEMORY);
            read.countDown();
            assertThat(client.response().body()).isEqualTo(digestOfAll());
            assertThat(PlatformDependent.usedDirectMemory() - before).isLessThan(MEMORY);
        }
    }

    @Test
    void aDownloadToAClientThatDoesNotReadIsHeldBackAndArrivesIntact() throws Exception {
        CountDownLatch sent = new CountDownLatch(1);
        try (RawBackend backend = RawBackend.start(peer -> {
                    peer.request();
                    peer.send("HTTP/1.1 200 OK\r\nContent-Length: " + (long) BLOCK * BLOCKS + "\r\n\r\n");
                    peer.sendInBackground(block, BLOCKS).join();
                    sent.countDown();
                    peer.untilClosed();
                });
                Edge edge = Edge.before(backend);
                RawClient client = RawClient.slowReader(edge.plain())) {
            long before = PlatformDependent.usedDirectMemory();
            client.sendHead("GET / HTTP/1.1", "Host: app.test");
            client.readHead();
            assertThat(sent.await(500, java.util.concurrent.TimeUnit.MILLISECONDS))
                    .as("held back")
                    .isFalse();
            assertThat(PlatformDependent.usedDirectMemory() - before).isLessThan(MEMORY);
            assertThat(digestOfNext(client)).isEqualTo(digestOfAll());
            sent.await();
        }
    }

    @Test
    void aDownloadToAClientThatHasEndedItsHalfArrivesIntact() throws Exception {
        try (RawBackend backend = RawBackend.start(peer -> {
                    peer.request();
                    peer.send("HTTP/1.1 200 OK\r\nContent-Length: " + (long) BLOCK * BLOCKS + "\r\n\r\n");
                    peer.sendInBackground(block, BLOCKS).join();
                });
                Edge edge = Edge.before(backend);
                RawClient client = RawClient.slowReader(edge.plain())) {
            client.sendHead("GET / HTTP/1.1", "Host: app.test");
            client.shutdownOutput();
            client.readHead();
            assertThat(digestOfNext(client)).isEqualTo(digestOfAll());
            client.expectEnd();
        }
    }

    @Test
    void aBackendThatEndsBehindItsAnswerDoesNotFillTheMemoryForASlowClient() throws Exception {
        int blocks = 48;
        CountDownLatch sent = new CountDownLatch(1);
        try (RawBackend backend = RawBackend.start(peer -> {
                    peer.request();
                    peer.send("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: " + (long) BLOCK * blocks
                            + "\r\n\r\n");
                    peer.sendInBackground(block, blocks).join();
                    peer.shutdownOutput();
                    sent.countDown();
                    peer.untilClosed();
                });
                Edge edge = Edge.before(backend);
                RawClient client = RawClient.slowReader(edge.plain())) {
            long before = PlatformDependent.usedDirectMemory();
            client.sendHead("GET / HTTP/1.1", "Host: app.test");
            client.readHead();
            for (int i = 0; i < blocks; i++) {
                assertThat(client.exactBytes(BLOCK)).isEqualTo(block);
                assertThat(PlatformDependent.usedDirectMemory() - before).isLessThan(4 << 20);
            }
            sent.await();
        }
    }

    @Test
    void whatWaitedForASlowClientIsAllSentThoughTheBackendFallsSilent() throws Exception {
        int burst = 24;
        try (RawBackend backend = RawBackend.start(peer -> {
                    peer.request();
                    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 999999999\r\n\r\n");
                    peer.sendInBackground(block, burst).join();
                    peer.untilClosed();
                });
                Edge edge = Edge.before(backend);
                RawClient client = RawClient.slowReader(edge.plain())) {
            client.sendHead("GET / HTTP/1.1", "Host: app.test");
            client.readHead();
            for (int i = 0; i < burst; i++) {
                assertThat(client.exactBytes(BLOCK)).isEqualTo(block);
            }
        }
    }

    @Test
    void whatWaitedForASlowBackendIsAllSentThoughTheClientFallsSilent() throws Exception {
        int burst = 24;
        try (RawBackend backend = RawBackend.start(peer -> {
                    peer.requestHead();
                    for (int i = 0; i < burst; i++) {
                        peer.exactBytes(BLOCK);
                    }
                    peer.respondOk("all of it");
                });
                Edge edge = Edge.before(backend);
                RawClient client = edge.client()) {
            client.sendHead("POST / HTTP/1.1", "Host: app.test", "Content-Length: 999999999");
            client.sendInBackground(block, burst);
            assertThat(client.response().body()).isEqualTo("all of it");
        }
    }

    @Test
    void aDownloadOverTlsToAClientThatStopsNowAndThenArrivesIntact() throws Exception {
        try (RawBackend backend = RawBackend.start(peer -> {
                    peer.request();
                    peer.send("HTTP/1.1 200 OK\r\nContent-Length: " + (long) BLOCK * BLOCKS + "\r\n\r\n");
                    peer.sendInBackground(block, BLOCKS).join();
                    peer.untilClosed();
                });
                Edge edge = Edge.start("sites: {secure.test: \"" + backend.target() + "\"}");
                RawClient client = edge.tlsClient("secure.test")) {
            long before = PlatformDependent.usedDirectMemory();
            client.sendHead("GET / HTTP/1.1", "Host: secure.test");
            client.readHead();
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (int i = 0; i < BLOCKS; i++) {
                digest.update(client.exactBytes(BLOCK));
                if (i % 32 == 0) {
                    assertThat(PlatformDependent.usedDirectMemory() - before).isLessThan(MEMORY);
                }
            }
            assertThat(HexFormat.of().formatHex(digest.digest())).isEqualTo(digestOfAll());
        }
    }

    @Test
    void aChunkPassesBeforeTheNextOneIsThere() throws Exception {
        CountDownLatch next = new CountDownLatch(1);
        try (RawBackend backend = RawBackend.start(peer -> {
                    Message head = peer.requestHead();
                    peer.send(
                            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
                    peer.sendChunk("data: 1\n\n");
                    next.await();
                    peer.sendChunk("data: 2\n\n");
                    peer.send("0\r\n\r\n");
                    peer.rest(head);
                });
                Edge edge = Edge.before(backend);
                RawClient client = edge.client()) {
            client.sendHead("GET /events HTTP/1.1", "Host: app.test");
            client.readHead();
            assertThat(client.exactly(14)).isEqualTo("9\r\ndata: 1\n\n\r\n");
            next.countDown();
            assertThat(client.exactly(14)).isEqualTo("9\r\ndata: 2\n\n\r\n");
        }
    }

    @Test
    void anUploadedChunkPassesBeforeTheNextOneIsThere() throws Exception {
        CountDownLatch first = new CountDownLatch(1);
        try (RawBackend backend = RawBackend.start(peer -> {
                    peer.requestHead();
                    assertThat(peer.exactly(8)).isEqualTo("3\r\none\r\n");
                    first.countDown();
                    assertThat(peer.exactly(13)).isEqualTo("3\r\ntwo\r\n0\r\n\r\n");
                    peer.respondOk("both");
                });
                Edge edge = Edge.before(backend);
                RawClient client = edge.client()) {
            client.sendHead("POST / HTTP/1.1", "Host: app.test", "Transfer-Encoding: chunked");
            client.sendChunk("one");
            first.await();
            client.sendChunk("two");
            client.send("0\r\n\r\n");
            assertThat(client.response().body()).isEqualTo("both");
        }
    }

    @Test
    void bothDirectionsStreamAtTheSameTime() throws Exception {
        try (RawBackend backend = RawBackend.start(peer -> {
                    peer.requestHead();
                    peer.send("HTTP/1.1 200 OK\r\nContent-Length: " + 16L * BLOCK + "\r\n\r\n");
                    for (int i = 0; i < 16; i++) {
                        peer.send(peer.exactBytes(BLOCK));
                    }
                });
                Edge edge = Edge.before(backend);
                RawClient client = edge.client()) {
            client.sendHead("POST / HTTP/1.1", "Host: app.test", "Content-Length: " + 16L * BLOCK);
            client.readHead();
            Thread sender = client.sendInBackground(block, 16);
            for (int i = 0; i < 16; i++) {
                assertThat(Arrays.equals(client.exactBytes(BLOCK), block)).isTrue();
            }
            sender.join();
        }
    }

    private String digestOfAll() throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (int i = 0; i < BLOCKS; i++) {
            digest.update(block);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static String digestOfNext(RawClient client) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (int i = 0; i < BLOCKS; i++) {
            digest.update(client.exactBytes(BLOCK));
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
