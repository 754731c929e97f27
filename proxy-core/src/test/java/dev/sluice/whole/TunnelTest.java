package dev.sluice.whole;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.harness.Edge;
import dev.sluice.harness.Message;
import dev.sluice.harness.RawBackend;
import dev.sluice.harness.RawClient;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What goes through a tunnel: a hijacked exec session as the Docker API has it, and a WebSocket that is told to go. */
class TunnelTest {
    private static final String WITH_ADMIN =
            "listen: {http: \"127.0.0.1:0\", https: \"127.0.0.1:0\", admin: \"127.0.0.1:0\"}\n";
    private static final int SIZE = 8 << 20;
    private static final String OPTIONS = "{\"Detach\":false,\"Tty\":true}";
    private static final String SWITCH =
            "HTTP/1.1 101 UPGRADED\r\nContent-Type: application/vnd.docker.raw-stream\r\nConnection: Upgrade"
                    + "\r\nUpgrade: tcp\r\n\r\n";
    private static final String EXEC = RawClient.head(
                    "POST /v1.47/exec/4f2e/start HTTP/1.1",
                    "Host: app.test",
                    "Content-Type: application/json",
                    "Content-Length: " + OPTIONS.length(),
                    "Connection: Upgrade",
                    "Upgrade: tcp")
            + OPTIONS;
    private static final String WEBSOCKET_SWITCH =
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade"
                    + "\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";

    @Test
    void aHijackWithABodyPassesMuchBothWaysAtOnce() throws Exception {
        byte[] up = noise(1);
        byte[] down = noise(2);
        byte[][] received = new byte[1][];
        CountDownLatch done = new CountDownLatch(1);
        try (RawBackend backend = RawBackend.start(peer -> {
                    Message request = peer.request();
                    assertThat(request.body()).isEqualTo(OPTIONS);
                    assertThat(request.field("Upgrade")).isEqualTo("tcp");
                    peer.send(SWITCH);
                    Thread sender = peer.sendInBackground(down, 1);
                    received[0] = peer.exactBytes(SIZE);
                    sender.join();
                    done.countDown();
                    peer.expectEnd();
                });
                Edge edge = Edge.before(backend);
                RawClient client = edge.client()) {
            client.send(EXEC);
            assertThat(client.response().status()).isEqualTo(101);
            Thread sender = client.sendInBackground(up, 1);
            assertThat(client.exactBytes(SIZE)).isEqualTo(down);
            sender.join();
            assertThat(done.await(40, TimeUnit.SECONDS)).isTrue();
            assertThat(received[0]).isEqualTo(up);
        }
    }

    @Test
    void theClientGoesOnSendingMuchAfterTheBackendHasEnded() throws Exception {
        byte[] up = noise(3);
        byte[][] received = new byte[1][];
        CountDownLatch done = new CountDownLatch(1);
        try (RawBackend backend = RawBackend.start(peer -> {
                    peer.request();
                    peer.send(SWITCH + "last words");
                    peer.shutdownOutput();
                    received[0] = peer.exactBytes(SIZE);
                    peer.expectEnd();
                    done.countDown();
                });
                Edge edge = Edge.before(backend);
                RawClient client = edge.client()) {
            client.send(EXEC);
            assertThat(client.response().status()).isEqualTo(101);
            assertThat(client.exactly(10)).isEqualTo("last words");
            client.expectEnd();
            client.send(up);
            client.shutdownOutput();
            assertThat(done.await(40, TimeUnit.SECONDS)).isTrue();
            assertThat(received[0]).isEqualTo(up);
        }
    }

    @Test
    void aBackendThatHadEndedItsHalfAndThenDiesEndsTheTunnel() throws Exception {
        try (RawBackend backend = RawBackend.start(peer -> {
                    peer.request();
                    peer.send(SWITCH + "last words");
                    peer.shutdownOutput();
                    peer.exactly(4);
                    peer.reset();
                });
                Edge edge = Edge.start(WITH_ADMIN + Edge.site(backend.target()));
                RawClient client = edge.client()) {
            client.send(EXEC);
            assertThat(client.response().status()).isEqualTo(101);
            assertThat(client.exactly(10)).isEqualTo("last words");
            client.expectEnd();
            client.send("ping");
            awaitNoTunnel(edge);
        }
    }

    @Test
    void aClientThatHadEndedItsHalfAndThenDiesEndsTheTunnel() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        CountDownLatch dead = new CountDownLatch(1);
        try (RawBackend backend = RawBackend.start(peer -> {
                    peer.request();
                    peer.send(SWITCH);
                    peer.expectEnd();
                    ended.countDown();
                    dead.await();
                });
                Edge edge = Edge.start(WITH_ADMIN + Edge.site(backend.target()));
                RawClient client = edge.client()) {
            client.send(EXEC);
            assertThat(client.response().status()).isEqualTo(101);
            client.shutdownOutput();
            ended.await();
            client.reset();
            awaitNoTunnel(edge);
            dead.countDown();
        }
    }

    @Test
    void aLongFrameUnderWayIsFinishedBeforeTheWebsocketIsToldToGo() throws Exception {
        String payload = "p".repeat(70_000);
        String frame = "\u0082\u007f\0\0\0\0\0\u0001\u0011\u0070" + payload;
        CountDownLatch draining = new CountDownLatch(1);
        try (RawBackend backend = RawBackend.start(peer -> {
                    peer.requestHead();
                    peer.send(WEBSOCKET_SWITCH + frame.substring(0, 5));
                    draining.await();
                    peer.send(frame.substring(5, 40_000));
                    peer.send(frame.substring(40_000) + "\u0081\u0004more");
                    peer.untilClosed();
                });
                Edge edge = edge(backend);
                RawClient client = webSocket(edge)) {
            assertThat(client.exactly(5)).isEqualTo(frame.substring(0, 5));
            FutureTask<Void> drain = Draining.begun(edge, "ok");
            draining.countDown();
            assertThat(client.exactly(frame.length() - 5)).isEqualTo(frame.substring(5));
            assertTold1012(client);
            client.send("\u0088\u0082\0\0\0\0\u0003\u00f4");
            client.expectClosed();
            drain.get();
        }
    }

    @Test
    void aWebsocketThatItsBackendIsClosingIsNotToldAgain() throws Exception {
        String close = "\u0088\u0002\u0003\u00e8";
        CountDownLatch draining = new CountDownLatch(1);
        try (RawBackend backend = RawBackend.start(peer -> {
                    peer.requestHead();
                    peer.send(WEBSOCKET_SWITCH + close.substring(0, 3));
                    draining.await();
                    peer.send(close.substring(3));
                    peer.untilClosed();
                });
                Edge edge = edge(backend);
                RawClient client = webSocket(edge)) {
            assertThat(client.exactly(3)).isEqualTo(close.substring(0, 3));
            FutureTask<Void> drain = Draining.begun(edge, "ok");
            draining.countDown();
            assertThat(client.untilClosed()).isEqualTo(close.substring(3));
            drain.get();
        }
    }

    private static RawClient webSocket(Edge edge) throws Exception {
        RawClient client = edge.client();
        client.sendHead(
                "GET / HTTP/1.1",
                "Host: app.test",
                "Connection: Upgrade",
                "Upgrade: websocket",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                "Sec-WebSocket-Version: 13");
        assertThat(client.response().status()).isEqualTo(101);
        return client;
    }

    private static void assertTold1012(RawClient client) throws Exception {
        String start = client.exactly(4);
        assertThat(start.charAt(0)).as("a close frame").isEqualTo('\u0088');
        assertThat((start.charAt(2) << 8) + start.charAt(3)).as("its code").isEqualTo(1012);
        client.exactly(start.charAt(1) - 2);
    }

    private static void awaitNoTunnel(Edge edge) {
        Awaitility.await()
                .untilAsserted(() -> assertThat(edge.metrics()).containsPattern("(?m)^sluice_tunnels_open 0"));
    }

    private static Edge edge(RawBackend backend) throws Exception {
        return Edge.start("shutdown: {grace: 3s}\n" + Edge.site(backend.target())
                + "  idle.test:\n    tls: off\n    respond: {status: 200, body: ok}\n");
    }

    private static byte[] noise(int seed) {
        byte[] bytes = new byte[SIZE];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
