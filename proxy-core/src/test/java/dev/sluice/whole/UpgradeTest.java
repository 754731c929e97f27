package dev.sluice.whole;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.harness.Edge;
import dev.sluice.harness.Message;
import dev.sluice.harness.RawBackend;
import dev.sluice.harness.RawClient;
import io.netty.util.internal.PlatformDependent;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Any {@code Upgrade} becomes a tunnel of plain bytes with half-close (RFC 9110 §7.8); h2c never leaves the proxy. */
class UpgradeTest {
    private static final String SWITCH =
            "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: tcp\r\nX-Kept: yes\r\n\r\n";
    private static final String[] UPGRADE = {
        "POST /exec HTTP/1.1", "Host: app.test", "Connection: Upgrade", "Upgrade: tcp"
    };

    /** Switches protocols and sends every byte back until the client ends its direction; then says goodbye. */
    private static RawBackend tunnelling() throws Exception {
        return RawBackend.start(peer -> {
            Message head = peer.requestHead();
            assertThat(head.field("Upgrade")).isEqualTo("tcp");
            assertThat(head.field("Connection")).isEqualToIgnoringCase("upgrade");
            peer.send(SWITCH);
            String all = peer.untilClosed();
            peer.send(all.toUpperCase(java.util.Locale.ROOT) + " bye");
        });
    }

    @Test
    void bytesPassBothWaysAndEachDirectionEndsByItself() throws Exception {
        try (RawBackend backend = tunnelling();
                Edge edge = Edge.before(backend);
                RawClient client = edge.client()) {
            client.sendHead(UPGRADE);
            Message answer = client.response();
            assertThat(answer.status()).isEqualTo(101);
            assertThat(answer.field("Upgrade")).isEqualTo("tcp");
            assertThat(answer.field("Connection")).isEqualToIgnoringCase("upgrade");
            assertThat(answer.field("X-Kept")).isEqualTo("yes");
            client.send("hello");
            client.shutdownOutput();
            assertThat(client.exactly(9)).isEqualTo("HELLO bye");
            client.expectEnd();
        }
    }

    @Test
    void bytesInThePacketOfTheUpgradeRequestReachTheBackendAtOnce() throws Exception {
        try (RawBackend backend = RawBackend.start(peer -> {
                    peer.requestHead();
                    peer.send(SWITCH);
                    assertThat(peer.exactly(6)).isEqualTo("early ");
                    peer.send("EARLY ");
                    assertThat(peer.untilClosed()).isEqualTo("late");
                    peer.send("LATE");
                });
                Edge edge = Edge.before(backend);
                RawClient client = edge.client()) {
            client.send(RawClient.head(UPGRADE) + "early ");
            assertThat(client.response().status()).isEqualTo(101);
            assertThat(client.exactly(6)).as("before anything further is sent").isEqualTo("EARLY ");
            client.send("late");
            client.shutdownOutput();
            assertThat(client.exactly(4)).isEqualTo("LATE");
        }
    }

    @Test
    void bytesInThePacketOfThe101ReachTheClient() throws Exception {
        try (RawBackend backend = RawBackend.start(peer -> {
                    peer.requestHead();
                    peer.send(SWITCH + "banner");
                    peer.untilClosed();
                });
                Edge edge = Edge.before(backend);
                RawClient client = edge.client()) {
            client.sendHead(UPGRADE);
            assertThat(client.response().status()).isEqualTo(101);
            assertThat(client.exactly(6)).isEqualTo("banner");
        }
    }

    @Test
    void theBackendMayEndItsDirectionFirst() throws Exception {
        CountDownLatch received = new CountDownLatch(1);
        try (RawBackend backend = RawBackend.start(peer -> {
                    peer.requestHead();
                    peer.send(SWITCH);
                    peer.shutdownOutput();
                    assertThat(peer.exactly(8)).isEqualTo("still up");
                    received.countDown();
                    peer.expectEnd();
                });
                Edge edge = Edge.before(backend);
                RawClient client = edge.client()) {
            client.sendHead(UPGRADE);
            assertThat(client.response().status()).isEqualTo(101);
            client.expectEnd();
            client.send("still up");
            received.await();
        }
    }

    @Test
    void aResetOnOneSideEndsTheOther() throws Exception {
        try (RawBackend backend = RawBackend.start(peer -> {
                    peer.requestHead();
                    peer.send(SWITCH);
                    peer.untilClosed();
                });
                Edge edge = Edge.before(backend);
                RawClient client = edge.client();
                RawClient other = edge.client()) {
            client.sendHead(UPGRADE);
            client.response();
            other.sendHead(UPGRADE);
            other.response();
            client.reset();
            Awaitility.await().until(() -> backend.openConnections() == 1);
            backend.resetAll();
            other.expectClosed();
        }
    }

    @Test
    void aTunnelHoldsBackASenderWhoseReceiverDoesNotRead() throws Exception {
        CountDownLatch read = new CountDownLatch(1);
        byte[] block = new byte[1 << 20];
        try (RawBackend backend = RawBackend.start(peer -> {
                    peer.requestHead();
                    peer.send(SWITCH);
                    read.await();
                    for (int i = 0; i < 64; i++) {
                        peer.exactBytes(block.length);
                    }
                    peer.send("all");
                });
                Edge edge = Edge.before(backend);
                RawClient client = edge.client()) {
            client.sendHead(UPGRADE);
            client.response();
            long before = PlatformDependent.usedDirectMemory();
            Thread sender = client.sendInBackground(block, 64);
            assertThat(sender.join(Duration.ofMillis(500))).isFalse();
            assertThat(PlatformDependent.usedDirectMemory() - before).isLessThan(16 << 20);
            read.countDown();
            assertThat(client.exactly(3)).isEqualTo("all");
        }
    }

    @Test
    void aRefusedUpgradeIsAnOrdinaryAnswer() throws Exception {
        try (RawBackend backend = RawBackend.start(peer -> {
                    peer.requestHead();
                    peer.respond("403 Forbidden", "no");
                    peer.untilClosed();
                });
                Edge edge = Edge.before(backend);
                RawClient client = edge.client()) {
            client.sendHead("GET / HTTP/1.1", "Host: app.test", "Connection: Upgrade", "Upgrade: websocket");
            assertThat(client.response().body()).isEqualTo("no");
        }
    }

    @Test
    void websocketFieldsPassUntouched() throws Exception {
        try (RawBackend backend = RawBackend.start(peer -> {
                    peer.requestHead();
                    peer.send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade"
                            + "\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n");
                    peer.untilClosed();
                });
                Edge edge = Edge.before(backend);
                RawClient client = edge.client()) {
            Message answer = client.exchange(
                    "GET /ws HTTP/1.1",
                    "Host: app.test",
                    "Connection: keep-alive, Upgrade",
                    "Upgrade: websocket",
                    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                    "Sec-WebSocket-Version: 13",
                    "Origin: http://app.test");
            assertThat(answer.field("Sec-WebSocket-Accept")).isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
            Message seen = backend.requests().getFirst();
            assertThat(seen.field("Upgrade")).isEqualTo("websocket");
            assertThat(seen.field("Sec-WebSocket-Key")).isEqualTo("dGhlIHNhbXBsZSBub25jZQ==");
            assertThat(seen.field("Origin")).isEqualTo("http://app.test");
        }
    }

    @Test
    void h2cIsNeverOfferedToABackend() throws Exception {
        for (String upgrade : new String[] {"h2c", "H2C", "h2c, websocket", "websocket, h2c"}) {
            try (RawBackend backend = RawBackend.echo();
                    Edge edge = Edge.before(backend);
                    RawClient client = edge.client()) {
                client.sendHead(
                        "GET /x HTTP/1.1",
                        "Host: app.test",
                        "Connection: Upgrade, HTTP2-Settings",
                        "Upgrade: " + upgrade,
                        "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA");
                assertThat(client.response().status()).isIn(200, 400);
                assertThat(backend.received()).doesNotContainIgnoringCase("h2c").doesNotContain("AAMAAABk");
            }
        }
    }

    @Test
    void anUpgradeThatTheConnectionFieldDoesNotNameIsNone() throws Exception {
        try (RawBackend backend = RawBackend.echo();
                Edge edge = Edge.before(backend);
                RawClient client = edge.client()) {
            client.exchange("GET / HTTP/1.1", "Host: app.test", "Upgrade: websocket");
            assertThat(backend.requests().getFirst().names()).doesNotContain("upgrade");
        }
    }

    @Test
    void anIdleTunnelOutlivesTheIdleTimersOfExchanges() throws Exception {
        try (RawBackend backend = tunnelling();
                Edge edge = Edge.before(backend, "timeouts: {idle: 300ms, response: 300ms}");
                RawClient client = edge.client()) {
            client.sendHead(UPGRADE);
            client.response();
            client.expectSilence(Duration.ofSeconds(1));
            client.send("there");
            client.shutdownOutput();
            assertThat(client.exactly(9)).isEqualTo("THERE bye");
        }
    }
}
