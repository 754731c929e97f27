package dev.sluice.whole;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.harness.Edge;
import dev.sluice.harness.Message;
import dev.sluice.harness.RawBackend;
import dev.sluice.harness.RawClient;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is under way is finished whole, whichever clock runs out meanwhile: the end of the process or that of keep-alive. */
class DrainTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 10\r\n\r\nhello|there",
                "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n|5\r\nthere\r\n0\r\n\r\n"
            })
    void anAnswerUnderWayIsFinishedAndItsConnectionEnds(String answer) throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        try (RawBackend backend = RawBackend.start(peer -> {
                    peer.request();
                    peer.send("HTTP/1.1 200 OK\r\n" + answer.substring(0, answer.indexOf('|')));
                    end.await();
                    peer.send(answer.substring(answer.indexOf('|') + 1));
                    peer.untilClosed();
                });
                Edge edge = before(backend);
                RawClient client = edge.client()) {
            client.sendHead("GET / HTTP/1.1", "Host: app.test");
            client.readHead();
            assertThat(client.exactly(answer.contains("chunked") ? 10 : 5)).contains("hello");
            FutureTask<Void> drain = Draining.begun(edge, "idle");
            client.expectSilence(Duration.ofMillis(300));
            end.countDown();
            assertThat(client.exactly(answer.contains("chunked") ? 15 : 5)).contains("there");
            client.expectClosed();
            drain.get();
        }
    }

    @Test
    void anAnswerThatIsAwaitedComesAndSaysThatItIsTheLast() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        try (RawBackend backend = RawBackend.start(peer -> {
                    peer.request();
                    answer.await();
                    peer.respondOk("awaited");
                    peer.untilClosed();
                });
                Edge edge = before(backend);
                RawClient client = edge.client()) {
            client.send(RawClient.head("GET /1 HTTP/1.1", "Host: app.test")
                    + RawClient.head("GET /2 HTTP/1.1", "Host: app.test"));
            Awaitility.await().until(() -> !backend.requests().isEmpty());
            FutureTask<Void> drain = Draining.begun(edge, "idle");
            answer.countDown();
            Message last = client.response();
            assertThat(last.body()).isEqualTo("awaited");
            assertThat(last.field("Connection")).isEqualToIgnoringCase("close");
            client.expectClosed();
            drain.get();
            assertThat(backend.requests()).hasSize(1);
        }
    }

    @Test
    void aHeadThatHasBegunToArriveIsStillAnswered() throws Exception {
        try (RawBackend backend = RawBackend.echo();
                Edge edge = before(backend);
                RawClient client = edge.client()) {
            client.send("GET /begun HTTP/1.1\r\nHo");
            client.expectSilence(Duration.ofMillis(200));
            FutureTask<Void> drain = Draining.begun(edge, "idle");
            client.send("st: app.test\r\n\r\n");
            Message answer = client.response();
            assertThat(answer.body()).isEqualTo("GET /begun ");
            assertThat(answer.field("Connection")).isEqualToIgnoringCase("close");
            client.expectClosed();
            drain.get();
        }
    }

    @Test
    void idleConnectionsOverTlsEndToo() throws Exception {
        try (RawBackend backend = RawBackend.echo();
                Edge edge = Edge.start("shutdown: {grace: 20s}\nsites: {secure.test: {tls: self-signed, to: \""
                        + backend.target() + "\"}, idle.test: {tls: off, respond: {status: 200, body: idle}}}");
                RawClient used = edge.tlsClient("secure.test");
                RawClient fresh = edge.tlsClient("secure.test")) {
            assertThat(used.exchange("GET / HTTP/1.1", "Host: secure.test").status())
                    .isEqualTo(200);
            long start = System.nanoTime();
            FutureTask<Void> drain = Draining.begun(edge, "idle");
            // orderly: a connection that is cut would be an exception under TLS
            used.expectEnd();
            fresh.expectEnd();
            drain.get();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
        }
    }

    @Test
    void neitherTheEndOfKeepAliveNorThatOfTheHeadersTimeCutsAnAnswer() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        try (RawBackend backend = RawBackend.start(peer -> {
                    peer.request();
                    peer.respondOk("first");
                    peer.request();
                    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello");
                    end.await();
                    peer.send("there");
                    peer.untilClosed();
                });
                Edge edge = Edge.start(
                        "limits: {keep-alive: 300ms, header-timeout: 300ms}\n" + Edge.site(backend.target()));
                RawClient client = edge.client()) {
            assertThat(client.exchange("GET /1 HTTP/1.1", "Host: app.test").body())
                    .isEqualTo("first");
            client.sendHead("GET /2 HTTP/1.1", "Host: app.test");
            client.readHead();
            assertThat(client.exactly(5)).isEqualTo("hello");
            client.expectSilence(Duration.ofMillis(1500));
            end.countDown();
            assertThat(client.exactly(5)).isEqualTo("there");
            client.expectClosed();
        }
    }

    @Test
    void aRequestThatHasBegunOutlivesTheEndOfKeepAlive() throws Exception {
        try (RawBackend backend = RawBackend.echo();
                Edge edge = Edge.start("limits: {keep-alive: 1s}\n" + Edge.site(backend.target()));
                RawClient client = edge.client()) {
            client.exchange("GET /1 HTTP/1.1", "Host: app.test");
            client.send("GET /2 HTTP/1.1\r\n");
            client.expectSilence(Duration.ofMillis(1800));
            client.send("Host: app.test\r\n\r\n");
            assertThat(client.response().body()).isEqualTo("GET /2 ");
            client.expectClosed();
        }
    }

    private static Edge before(RawBackend backend) throws Exception {
        return Edge.start(
                Edge.site(backend.target()) + "  idle.test:\n    tls: off\n    respond: {status: 200, body: idle}\n");
    }
}
