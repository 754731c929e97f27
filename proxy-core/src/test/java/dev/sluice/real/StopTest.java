package dev.sluice.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.harness.Message;
import dev.sluice.harness.Peer;
import dev.sluice.harness.RawBackend;
import dev.sluice.harness.RawClient;
import dev.sluice.harness.SluiceProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** SIGTERM, as Docker sends it. */
class StopTest {

    @Test
    void finishesTheUploadTellsTheWebsocketAndExitsWith0InTime() throws Exception {
        Path folder = Scratch.folder("stop");
        CountDownLatch begun = new CountDownLatch(1);
        try (RawBackend backend = RawBackend.start(peer -> {
                    if (peer.requestHead().field("Upgrade") != null) {
                        accept(peer);
                    } else {
                        String half = peer.exactly(5);
                        begun.countDown();
                        peer.respondOk(half + peer.exactly(5));
                    }
                });
                SluiceProcess sluice =
                        SluiceProcess.start(folder, "sites: {app.test: {tls: off, to: \"" + backend.target() + "\"}}");
                RawClient upload = RawClient.plain(sluice.plain());
                RawClient socket = RawClient.plain(sluice.plain())) {
            upload.send("POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 10\r\n\r\nhello");
            begun.await();
            openWebsocket(socket);
            long start = System.nanoTime();
            sluice.process().signal("TERM");
            Awaitility.await()
                    .atMost(Duration.ofSeconds(2))
                    .untilAsserted(() -> assertThatThrownBy(
                                    () -> RawClient.plain(sluice.plain()).close())
                            .isInstanceOf(IOException.class));
            assertThat(closeCode(socket)).isEqualTo(1012);
            upload.send("there");
            assertThat(upload.response().body()).isEqualTo("hellothere");
            assertThat(sluice.process().await(Duration.ofSeconds(9))).isZero();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(9));
        }
    }

    @Test
    void cutsWhoeverDoesNotEndAndStillExitsWith0InTime() throws Exception {
        Path folder = Scratch.folder("stop-cut");
        try (RawBackend backend = RawBackend.start(peer -> {
                    Message head = peer.requestHead();
                    if (head.field("Upgrade") != null) {
                        accept(peer);
                    }
                    peer.untilClosed();
                });
                SluiceProcess sluice =
                        SluiceProcess.start(folder, "sites: {app.test: {tls: off, to: \"" + backend.target() + "\"}}");
                RawClient upload = RawClient.plain(sluice.plain());
                RawClient socket = RawClient.plain(sluice.plain())) {
            upload.send("POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 10\r\n\r\nhello");
            openWebsocket(socket);
            Awaitility.await().until(() -> backend.requests().size() == 2);
            sluice.process().signal("TERM");
            assertThat(sluice.process().await(Duration.ofSeconds(9))).isZero();
            upload.expectClosed();
            assertThat(socket.untilClosed()).startsWith("\u0088");
        }
    }

    private static void accept(Peer peer) throws IOException {
        peer.sendHead(
                "HTTP/1.1 101 Switching Protocols",
                "Upgrade: websocket",
                "Connection: Upgrade",
                "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
        peer.untilClosed();
    }

    /** Reads the close frame, answers it as a browser does, and expects the end of the connection (RFC 6455 §5.5.1, §7.1.1). */
    private static int closeCode(RawClient socket) throws IOException {
        byte[] head = socket.exactBytes(2);
        assertThat(head[0]).as("FIN and opcode of a close").isEqualTo((byte) 0x88);
        byte[] body = socket.exactBytes(head[1]);
        socket.send(new byte[] {(byte) 0x88, (byte) 0x82, 0, 0, 0, 0, body[0], body[1]});
        socket.expectClosed();
        return ((body[0] & 0xff) << 8) | (body[1] & 0xff);
    }

    private static void openWebsocket(RawClient socket) throws IOException {
        socket.sendHead(
                "GET / HTTP/1.1",
                "Host: app.test",
                "Connection: Upgrade",
                "Upgrade: websocket",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                "Sec-WebSocket-Version: 13");
        assertThat(socket.response().status()).isEqualTo(101);
    }
}
