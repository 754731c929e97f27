package dev.sluice.whole;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.harness.Edge;
import dev.sluice.harness.Message;
import dev.sluice.harness.Peer;
import dev.sluice.harness.RawBackend;
import dev.sluice.harness.RawClient;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What may be sent a second time: only what no backend can have acted upon, or what does no harm when acted upon twice. */
class RetryTest {

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "PUT", "DELETE", "OPTIONS"})
    void anIdempotentRequestWithoutBodyGoesToAnotherEndpoint(String method) throws Exception {
        try (Pair pair = new Pair(Pair::cutAtHead);
                RawClient client = pair.edge.client()) {
            client.sendHead(method + " /x HTTP/1.1", "Host: app.test");
            assertThat(client.responseTo(method).status()).isEqualTo(200);
            assertThat(pair.requestLines()).containsExactly(method + " /x HTTP/1.1", method + " /x HTTP/1.1");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PATCH", "PROPFIND", "get", "LOCK"})
    void anyOtherRequestIsSentOnce(String method) throws Exception {
        try (Pair pair = new Pair(Pair::cutAtHead);
                RawClient client = pair.edge.client()) {
            assertThat(client.exchange(method + " /x HTTP/1.1", "Host: app.test")
                            .status())
                    .isEqualTo(502);
            assertThat(pair.requestLines()).hasSize(1);
        }
    }

    @Test
    void anIdempotentRequestWhoseBodyHasNotBegunTakesItToAnotherEndpoint() throws Exception {
        for (String framing : new String[] {"Content-Length: 10", "Transfer-Encoding: chunked"}) {
            try (Pair pair = new Pair(Pair::cutAtHead);
                    RawClient client = pair.edge.client()) {
                client.sendHead("PUT /x HTTP/1.1", "Host: app.test", framing);
                pair.cut.await();
                Awaitility.await().until(() -> pair.asked.get() == 2);
                client.send(framing.startsWith("C") ? "hellothere" : "a\r\nhellothere\r\n0\r\n\r\n");
                assertThat(client.response().body()).isEqualTo("PUT hellothere");
                assertThat(pair.requestLines()).hasSize(2);
            }
        }
    }

    @Test
    void whoHasBegunToAnswerAndFallsSilentIsNotReplaced() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        try (RawBackend first = silentAfter("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n", over);
                RawBackend second = silentAfter("HTTP/1.1 200 O", over);
                Edge edge = Edge.start(Edge.site(
                        "[\"" + first.target() + "\", \"" + second.target() + "\"]",
                        "health: off",
                        "timeouts: {response: 300ms}"));
                RawClient client = edge.client()) {
            client.sendHead("GET / HTTP/1.1", "Host: app.test");
            assertThat(client.untilClosedOrSilent()).contains("HTTP/1.1 504 ");
            over.countDown();
            assertThat(first.requests().size() + second.requests().size()).isEqualTo(1);
        }
    }

    private static RawBackend silentAfter(String bytes, CountDownLatch over) throws IOException {
        return RawBackend.start(peer -> {
            peer.requestHead();
            peer.send(bytes);
            over.await();
        });
    }

    @Test
    void aRequestWhoseBodyHasBegunIsSentOnce() throws Exception {
        for (String start : new String[] {
            "Content-Length: 10\r\n\r\nhello", "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
        }) {
            try (Pair pair = new Pair(Pair::cutInBody);
                    RawClient client = pair.edge.client()) {
                client.send("PUT /x HTTP/1.1\r\nHost: app.test\r\n" + start);
                pair.cut.await();
                assertThat(client.response().status()).isEqualTo(502);
                assertThat(pair.requestLines()).hasSize(1);
            }
        }
    }

    @Test
    void aRequestWhoseAnswerHasBegunIsSentOnce() throws Exception {
        for (String start :
                new String[] {"H", "HTTP/1.1 200 OK\r\nX: y\r\n", "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"}) {
            try (Pair pair = new Pair(peer -> {
                        peer.request();
                        peer.send(start);
                    });
                    RawClient client = pair.edge.client()) {
                client.sendHead("GET /x HTTP/1.1", "Host: app.test", "Connection: close");
                assertThat(client.untilClosed()).contains("HTTP/1.1 502 ").doesNotContain("HTTP/1.1 200 ");
                assertThat(pair.requestLines()).hasSize(1);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "PUT", "DELETE"})
    void aKeptConnectionThatDiesIsReplacedOnceByANewOne(String method) throws Exception {
        try (RawBackend backend = RawBackend.start(peer -> {
                    if (peer.number() == 1) {
                        peer.request();
                        peer.respondOk("kept");
                    }
                    peer.request();
                });
                Edge edge = Edge.before(backend, "retry: 0", "health: off");
                RawClient client = edge.client()) {
            client.exchange("GET / HTTP/1.1", "Host: app.test");
            // the kept one dies, and so does the new one: no third is tried
            assertThat(client.exchange(method + " /x HTTP/1.1", "Host: app.test")
                            .status())
                    .isEqualTo(502);
            assertThat(backend.requests())
                    .extracting(Message::startLine)
                    .containsExactly("GET / HTTP/1.1", method + " /x HTTP/1.1", method + " /x HTTP/1.1");
            assertThat(backend.connections()).isEqualTo(2);
        }
    }

    @Test
    void onAKeptConnectionThatDiesAPostWithoutBodyIsNotSentAgain() throws Exception {
        try (RawBackend backend = RawBackend.start(peer -> {
                    peer.request();
                    peer.respondOk("kept");
                    peer.request();
                });
                Edge edge = Edge.before(backend);
                RawClient client = edge.client()) {
            client.exchange("GET / HTTP/1.1", "Host: app.test");
            assertThat(client.exchange("POST / HTTP/1.1", "Host: app.test", "Content-Length: 0")
                            .status())
                    .isEqualTo(502);
            assertThat(backend.connections()).isEqualTo(1);
        }
    }

    @Test
    void onAKeptConnectionThatDiesABodyThatHasNotBegunGoesOverTheNewOne() throws Exception {
        CountDownLatch cut = new CountDownLatch(1);
        try (RawBackend backend = RawBackend.start(peer -> {
                    if (peer.number() == 1) {
                        peer.request();
                        peer.respondOk("kept");
                        peer.requestHead();
                        peer.reset();
                        cut.countDown();
                    } else {
                        peer.echoAll();
                    }
                });
                Edge edge = Edge.before(backend);
                RawClient client = edge.client()) {
            client.exchange("GET / HTTP/1.1", "Host: app.test");
            client.sendHead("PUT /x HTTP/1.1", "Host: app.test", "Content-Length: 5");
            cut.await();
            // only then the edge has certainly seen the reset before the body
            Awaitility.await().until(() -> backend.connections() == 2);
            client.send("hello");
            assertThat(client.response().body()).isEqualTo("PUT /x hello");
        }
    }

    /** Two endpoints, of which the one that is asked first does as it is told and every later one echoes. */
    private static final class Pair implements AutoCloseable {
        final CountDownLatch cut = new CountDownLatch(1);
        final Edge edge;
        private final AtomicInteger asked = new AtomicInteger();
        private final List<RawBackend> backends;

        Pair(RawBackend.Script first) throws Exception {
            backends = List.of(backend(first), backend(first));
            edge = Edge.start(Edge.site(
                    "[\"" + backends.get(0).target() + "\", \""
                            + backends.get(1).target() + "\"]",
                    "health: off"));
        }

        private RawBackend backend(RawBackend.Script first) throws Exception {
            return RawBackend.start(peer -> {
                if (asked.getAndIncrement() > 0) {
                    for (Message request = peer.requestOrEnd(); request != null; request = peer.requestOrEnd()) {
                        boolean head = request.method().equals("HEAD");
                        peer.respondOk(head ? "" : request.method() + " " + request.body());
                    }
                    return;
                }
                first.talk(peer);
                peer.close();
                cut.countDown();
            });
        }

        static void cutAtHead(Peer peer) throws Exception {
            peer.requestHead();
            peer.reset();
        }

        static void cutInBody(Peer peer) throws Exception {
            boolean chunked = peer.requestHead().field("Transfer-Encoding") != null;
            peer.exactly(chunked ? 8 : 5);
            peer.reset();
        }

        List<String> requestLines() {
            return backends.stream()
                    .flatMap(backend -> backend.requests().stream())
                    .map(Message::startLine)
                    .toList();
        }

        @Override
        public void close() throws IOException {
            edge.close();
            for (RawBackend backend : backends) {
                backend.close();
            }
        }
    }
}
