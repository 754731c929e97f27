package dev.sluice.whole;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.harness.Edge;
import dev.sluice.harness.Message;
import dev.sluice.harness.RawBackend;
import dev.sluice.harness.RawClient;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Kept backend connections: what may be tried again when one dies, and what must not be used again. */
class ReuseTest {

    /** Serves one request, and dies as the second arrives on the same connection; further connections serve for ever. */
    private static RawBackend dyingOnReuse() throws Exception {
        return RawBackend.start(peer -> {
            peer.request();
            peer.respondOk("first of " + peer.number());
            if (peer.number() == 1) {
                peer.readHead();
                peer.reset();
                return;
            }
            peer.echoAll();
        });
    }

    @Test
    void aChunkedUploadGivesItsBackendConnectionBack() throws Exception {
        try (RawBackend backend = RawBackend.echo();
                Edge edge = Edge.before(backend);
                RawClient client = edge.client()) {
            for (int i = 0; i < 5; i++) {
                client.send(
                        "PATCH / HTTP/1.1\r\nHost: app.test\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n");
                assertThat(client.response().body()).isEqualTo("PATCH / hello");
            }
            assertThat(backend.connections()).isEqualTo(1);
        }
    }

    @Test
    void aGetOnAConnectionThatDiesAsItIsReusedIsSentAgain() throws Exception {
        try (RawBackend backend = dyingOnReuse();
                Edge edge = Edge.before(backend);
                RawClient client = edge.client()) {
            assertThat(client.exchange("GET /1 HTTP/1.1", "Host: app.test").body())
                    .isEqualTo("first of 1");
            assertThat(client.exchange("GET /2 HTTP/1.1", "Host: app.test").body())
                    .isEqualTo("first of 2");
            assertThat(backend.connections()).isEqualTo(2);
        }
    }

    @Test
    void aPostWhoseBodyWasSentIsNotSentAgain() throws Exception {
        try (RawBackend backend = RawBackend.start(peer -> {
                    peer.request();
                    peer.respondOk("first of " + peer.number());
                    if (peer.number() == 1) {
                        peer.request();
                        peer.reset();
                    }
                });
                Edge edge = Edge.before(backend);
                RawClient client = edge.client()) {
            client.exchange("GET /1 HTTP/1.1", "Host: app.test");
            client.send("POST /2 HTTP/1.1\r\nHost: app.test\r\nContent-Length: 5\r\n\r\nhello");
            assertThat(client.response().status()).isEqualTo(502);
            assertThat(backend.requests()).extracting(Message::method).containsExactly("GET", "POST");
        }
    }

    @Test
    void aPostOnAFreshConnectionThatDiesIsNotSentAgain() throws Exception {
        try (RawBackend backend = RawBackend.start(peer -> {
                    peer.request();
                    peer.reset();
                });
                Edge edge = Edge.before(backend);
                RawClient client = edge.client()) {
            client.send("POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 5\r\n\r\nhello");
            assertThat(client.response().status()).isEqualTo(502);
            assertThat(backend.connections()).isEqualTo(1);
        }
    }

    @Test
    void aConnectionThatTheBackendClosedWhileIdleIsNotUsed() throws Exception {
        try (RawBackend backend = RawBackend.start(peer -> {
                    peer.request();
                    peer.respondOk("from " + peer.number());
                });
                Edge edge = Edge.before(backend);
                RawClient client = edge.client()) {
            for (int i = 1; i <= 10; i++) {
                client.send("POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 2\r\n\r\nhi");
                assertThat(client.response().body()).isEqualTo("from " + i);
                Awaitility.await().until(() -> backend.openConnections() == 0);
            }
        }
    }

    @Test
    void aConnectionThatSpeaksWhileIdleIsClosed() throws Exception {
        CountDownLatch speak = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        try (RawBackend backend = RawBackend.start(peer -> {
                    peer.request();
                    peer.respondOk("from " + peer.number());
                    if (peer.number() == 1) {
                        speak.await();
                        peer.respond("200 OK", "poison");
                        peer.expectClosed();
                        closed.countDown();
                    }
                });
                Edge edge = Edge.before(backend);
                RawClient client = edge.client()) {
            assertThat(client.exchange("GET /1 HTTP/1.1", "Host: app.test").body())
                    .isEqualTo("from 1");
            speak.countDown();
            closed.await();
            assertThat(client.exchange("GET /2 HTTP/1.1", "Host: app.test").body())
                    .isEqualTo("from 2");
        }
    }

    @Test
    void aConnectionWithAnUnfinishedAnswerIsNotUsedAgain() throws Exception {
        try (RawBackend backend = RawBackend.start(peer -> {
                    peer.request();
                    if (peer.number() == 1) {
                        peer.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nbegin");
                        peer.expectClosed();
                        return;
                    }
                    peer.respondOk("clean");
                });
                Edge edge = Edge.before(backend)) {
            try (RawClient leaver = edge.client()) {
                leaver.sendHead("GET /1 HTTP/1.1", "Host: app.test");
                leaver.readHead();
                assertThat(leaver.exactly(5)).isEqualTo("begin");
                leaver.reset();
            }
            Awaitility.await().until(() -> backend.openConnections() == 0);
            try (RawClient client = edge.client()) {
                assertThat(client.exchange("GET /2 HTTP/1.1", "Host: app.test").body())
                        .isEqualTo("clean");
            }
        }
    }

    @Test
    void aConnectionWithAnUnfinishedRequestIsNotUsedAgain() throws Exception {
        try (RawBackend backend = RawBackend.start(peer -> {
                    peer.requestHead();
                    if (peer.number() == 1) {
                        peer.exactly(5);
                        peer.expectClosed();
                        return;
                    }
                    peer.respondOk("clean");
                });
                Edge edge = Edge.before(backend)) {
            try (RawClient leaver = edge.client()) {
                leaver.send("POST /1 HTTP/1.1\r\nHost: app.test\r\nContent-Length: 100\r\n\r\nhello");
                Awaitility.await().until(() -> backend.received().endsWith("hello"));
                leaver.reset();
            }
            Awaitility.await().until(() -> backend.openConnections() == 0);
            try (RawClient client = edge.client()) {
                assertThat(client.exchange("GET /2 HTTP/1.1", "Host: app.test").body())
                        .isEqualTo("clean");
            }
        }
    }

    @Test
    void aClientThatLeavesWhileConnectingOrWaitingLeavesNothingBehind() throws Exception {
        try (RawBackend backend = RawBackend.start(peer -> {
                    peer.request();
                    peer.expectClosed();
                });
                Edge edge = Edge.before(backend)) {
            for (int i = 0; i < 50; i++) {
                try (RawClient client = edge.client()) {
                    client.send("POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 5\r\n\r\nhello");
                    client.reset();
                }
            }
            Awaitility.await().until(() -> backend.openConnections() == 0);
        }
    }
}
