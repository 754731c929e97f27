package dev.sluice.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.harness.Edge;
import dev.sluice.harness.Message;
import dev.sluice.harness.RawBackend;
import dev.sluice.harness.RawClient;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Draining: nobody new, everybody in flight to the end, kept connections closed. */
class LifeCycleTest {

    @Test
    void drainingFinishesWhatIsInFlightAndRefusesNewcomers() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        try (RawBackend backend = RawBackend.start(peer -> {
                    String half = peer.requestHead().target() + peer.exactly(5);
                    begun.countDown();
                    peer.respondOk(half + peer.exactly(5));
                });
                Edge edge = Edge.before(backend);
                RawClient upload = edge.client();
                RawClient idle = edge.client()) {
            upload.send("POST /x HTTP/1.1\r\nHost: app.test\r\nContent-Length: 10\r\n\r\nhello");
            begun.await();
            FutureTask<Void> drain = draining(edge);
            idle.expectClosed();
            Awaitility.await()
                    .untilAsserted(() ->
                            assertThatThrownBy(() -> edge.client().close()).isInstanceOf(IOException.class));
            upload.send("there");
            Message answer = upload.response();
            assertThat(answer.body()).isEqualTo("/xhellothere");
            assertThat(answer.field("Connection")).isEqualToIgnoringCase("close");
            upload.expectClosed();
            drain.get();
        }
    }

    @Test
    void aWebsocketIsToldToGoAndAnswersAreAwaitedNoLongerThanTheGrace() throws Exception {
        try (RawBackend backend = RawBackend.start(peer -> {
                    peer.requestHead();
                    peer.send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade"
                            + "\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n");
                    peer.untilClosed();
                });
                Edge edge = Edge.start("shutdown: {grace: 2s}\n" + Edge.site(backend.target()));
                RawClient client = edge.client()) {
            client.sendHead(
                    "GET / HTTP/1.1",
                    "Host: app.test",
                    "Connection: Upgrade",
                    "Upgrade: websocket",
                    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                    "Sec-WebSocket-Version: 13");
            assertThat(client.response().status()).isEqualTo(101);
            long start = System.nanoTime();
            FutureTask<Void> drain = draining(edge);
            String end = client.untilClosed();
            assertThat(end.charAt(0)).as("a close frame").isEqualTo('\u0088');
            assertThat((end.charAt(2) << 8) + end.charAt(3)).as("its code").isEqualTo(1012);
            drain.get();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
        }
    }

    @Test
    void whatDoesNotEndIsCutWhenTheGraceIsOver() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        try (RawBackend backend = RawBackend.start(peer -> {
                    peer.requestHead();
                    never.await();
                });
                Edge edge = Edge.start("shutdown: {grace: 1s}\n" + Edge.site(backend.target()));
                RawClient client = edge.client()) {
            client.sendHead("GET / HTTP/1.1", "Host: app.test");
            Awaitility.await().until(() -> !backend.requests().isEmpty());
            FutureTask<Void> drain = draining(edge);
            assertThat(client.untilClosed()).matches("(?s)|HTTP/1\\.1 50[0-9] .*");
            drain.get();
            never.countDown();
        }
    }

    private static FutureTask<Void> draining(Edge edge) {
        FutureTask<Void> drain = new FutureTask<>(() -> {
            edge.drain();
            return null;
        });
        Thread.ofPlatform().start(drain);
        return drain;
    }
}
