package dev.sluice.whole;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.harness.Edge;
import dev.sluice.harness.Message;
import dev.sluice.harness.RawBackend;
import dev.sluice.harness.RawClient;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Interim responses pass at once, as many as come, to clients that know them (RFC 9110 §15.2). */
class InterimResponseTest {

    @Test
    void earlyHintsPassBeforeTheAnswerIsThere() throws Exception {
        CountDownLatch hinted = new CountDownLatch(1);
        try (RawBackend backend = RawBackend.start(peer -> {
                    peer.request();
                    peer.send("HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n");
                    hinted.await();
                    peer.respondOk("done");
                });
                Edge edge = Edge.before(backend);
                RawClient client = edge.client()) {
            Message hint = client.exchange("GET / HTTP/1.1", "Host: app.test");
            assertThat(hint.status()).isEqualTo(103);
            assertThat(hint.field("Link")).isEqualTo("</a.css>; rel=preload");
            hinted.countDown();
            assertThat(client.response().body()).isEqualTo("done");
        }
    }

    @Test
    void severalInterimResponsesPassInOrder() throws Exception {
        try (RawBackend backend = RawBackend.start(peer -> {
                    peer.request();
                    peer.send("HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>"
                            + "\r\n\r\nHTTP/1.1 199 Unknown\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                    peer.echoAll();
                });
                Edge edge = Edge.before(backend);
                RawClient client = edge.client()) {
            client.sendHead("GET / HTTP/1.1", "Host: app.test");
            assertThat(client.response().status()).isEqualTo(102);
            assertThat(client.response().status()).isEqualTo(103);
            assertThat(client.response().status()).isEqualTo(199);
            assertThat(client.response().body()).isEqualTo("ok");
            assertThat(client.exchange("GET /x HTTP/1.1", "Host: app.test").body())
                    .isEqualTo("GET /x ");
        }
    }

    @Test
    void aClientOfHttp10GetsOnlyTheAnswer() throws Exception {
        try (RawBackend backend = RawBackend.start(peer -> {
                    peer.request();
                    peer.send("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n");
                    peer.respondOk("done");
                });
                Edge edge = Edge.before(backend);
                RawClient client = edge.client()) {
            assertThat(client.exchange("GET / HTTP/1.0", "Host: app.test").body())
                    .isEqualTo("done");
            client.expectClosed();
        }
    }

    @Test
    void anUnasked101IsAFaultOfTheBackend() throws Exception {
        try (RawBackend backend = RawBackend.start(peer -> {
                    peer.request();
                    peer.send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\nbytes");
                    peer.expectClosed();
                });
                Edge edge = Edge.before(backend);
                RawClient client = edge.client()) {
            assertThat(client.exchange("GET / HTTP/1.1", "Host: app.test").status())
                    .isEqualTo(502);
        }
    }

    @Test
    void endlessInterimResponsesEndTheExchange() throws Exception {
        try (RawBackend backend = RawBackend.start(peer -> {
                    peer.request();
                    for (int i = 0; i < 100_000; i++) {
                        peer.send("HTTP/1.1 103 Early Hints\r\n\r\n".repeat(100));
                    }
                });
                Edge edge = Edge.before(backend);
                RawClient client = edge.client()) {
            client.sendHead("GET / HTTP/1.1", "Host: app.test", "Connection: close");
            String answers = client.untilClosed();
            assertThat(answers.length()).isLessThan(10_000_000);
        }
    }
}
