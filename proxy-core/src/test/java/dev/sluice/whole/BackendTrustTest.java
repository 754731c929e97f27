package dev.sluice.whole;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.harness.Edge;
import dev.sluice.harness.Message;
import dev.sluice.harness.RawBackend;
import dev.sluice.harness.RawClient;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which backend connections are kept: those where both sides are sure to agree, and no other. */
class BackendTrustTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\ncontent-length: 3\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nContent-Length: 2, 2\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nContent-Length:\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nContent-Length: -2\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nContent-Length: 0x2\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nContent-Length: 18446744073709551618\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 304 Not Modified\r\nTransfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, gzip\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: identity\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: \u000bchunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n X: folded\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nX: a\r\n\tfolded\r\nContent-Length: 2\r\n\r\nok",
                "HTTP/1.1 200 OK\r\n X: first\r\nContent-Length: 2\r\n\r\nok",
                "HTTP/1.1 200 OK\nContent-Length: 2\n\nok",
                "HTTP/1.1 200 OK\r\nX: a\nContent-Length: 2\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nX: a\rb\r\nContent-Length: 2\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nX: a\u0000\r\nContent-Length: 2\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nContent-Length : 2\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nno colon\r\n\r\nok",
                "HTTP/1.1 200 OK\r\n: no name\r\n\r\nok",
                "HTTP/1.1 200 O\u0001K\r\nContent-Length: 2\r\n\r\nok",
                "HTTP/1.1 200 O\rK\r\nContent-Length: 2\r\n\r\nok",
                "HTTP/1.1 099 Odd\r\nContent-Length: 2\r\n\r\nok",
                "HTTP/1.1 600 Odd\r\nContent-Length: 2\r\n\r\nok",
                "HTTP/1.1 2OO OK\r\nContent-Length: 2\r\n\r\nok",
                "HTTP/1.1  200 OK\r\nContent-Length: 2\r\n\r\nok",
                "HTTP/1.1 200OK\r\nContent-Length: 2\r\n\r\nok",
                "HTTP/1.2 200 OK\r\nContent-Length: 2\r\n\r\nok",
                "http/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
                "ICY 200 OK\r\nContent-Length: 2\r\n\r\nok",
                "\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
                "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
                "HTTP/1.1 101 Switching Protocols\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
            })
    void anAnswerThatCouldBeReadInTwoWaysIs502AndItsConnectionEnds(String answer) throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        try (RawBackend backend = RawBackend.start(peer -> {
                    peer.request();
                    peer.respondOk("good");
                    if (peer.number() > 1) {
                        peer.echoAll();
                        return;
                    }
                    peer.request();
                    peer.send(answer);
                    assertThat(peer.untilClosed()).isEmpty();
                    closed.countDown();
                });
                Edge edge = Edge.before(backend);
                RawClient client = edge.client()) {
            assertThat(client.exchange("GET /1 HTTP/1.1", "Host: app.test").body())
                    .isEqualTo("good");
            Message refused = client.exchange("GET /2 HTTP/1.1", "Host: app.test");
            assertThat(refused.status()).isEqualTo(502);
            assertThat(refused.names()).doesNotContain("transfer-encoding", "upgrade", "x");
            closed.await();
            assertThat(client.exchange("GET /3 HTTP/1.1", "Host: app.test").body())
                    .isEqualTo("good");
            assertThat(backend.requests()).extracting(Message::target).containsExactly("/1", "/2", "/3");
            assertThat(backend.connections()).isEqualTo(2);
        }
    }

    @Test
    void anUpgradeThatNamesNoProtocolIs502() throws Exception {
        try (RawBackend backend = RawBackend.start(peer -> {
                    peer.request();
                    peer.send("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n\r\nbytes");
                    assertThat(peer.untilClosed()).isEmpty();
                });
                Edge edge = Edge.before(backend);
                RawClient client = edge.client()) {
            assertThat(client.exchange("GET / HTTP/1.1", "Host: app.test", "Connection: Upgrade", "Upgrade: websocket")
                            .status())
                    .isEqualTo(502);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GET, 204, Content-Length: 5, 2",
        "GET, 204, Transfer-Encoding: chunked, 2",
        "GET, 204, Content-Length: 0, 1",
        "GET, 204, X: y, 1",
        "GET, 304, Content-Length: 5, 1",
        "GET, 304, Transfer-Encoding: chunked, 1",
        "GET, 304, X: y, 1",
        "HEAD, 200, Content-Length: 5, 1",
        "HEAD, 200, Transfer-Encoding: chunked, 1",
        "HEAD, 404, Content-Length: 5, 1",
        "GET, 200, Content-Length: 0, 1"
    })
    void anAnswerWithoutBodyKeepsTheConnectionWhereItSaysNothingElse(
            String method, int status, String field, int connections) throws Exception {
        try (RawBackend backend = RawBackend.start(peer -> {
                    for (Message request = peer.requestOrEnd(); request != null; request = peer.requestOrEnd()) {
                        peer.send("HTTP/1.1 " + status + " Odd\r\n" + field + "\r\n\r\n");
                    }
                });
                Edge edge = Edge.before(backend);
                RawClient client = edge.client()) {
            for (int i = 0; i < 2; i++) {
                client.sendHead(method + " / HTTP/1.1", "Host: app.test");
                Message answer = client.responseTo(method);
                assertThat(answer.status()).isEqualTo(status);
                assertThat(answer.body()).isEmpty();
                if (status == 204) {
                    assertThat(answer.names()).doesNotContain("content-length", "transfer-encoding");
                }
            }
            assertThat(backend.connections()).isEqualTo(connections);
        }
    }

    @Test
    void requestsWithoutBodyKeepTheConnection() throws Exception {
        try (RawBackend backend = RawBackend.echo();
                Edge edge = Edge.before(backend);
                RawClient client = edge.client()) {
            for (String framing : new String[] {"Content-Length: 0", "X: y", "Transfer-Encoding: chunked"}) {
                for (int i = 0; i < 3; i++) {
                    client.sendHead("POST /x HTTP/1.1", "Host: app.test", framing);
                    client.send(framing.startsWith("T") ? "0\r\n\r\n" : "");
                    assertThat(client.response().body()).isEqualTo("POST /x ");
                }
            }
            assertThat(backend.connections()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GET, 200, Content-Length: 2, ok",
        "GET, 200, Transfer-Encoding: chunked, '2|ok|0||'",
        "GET, 204, X: y, ''",
        "GET, 304, Content-Length: 2, ''",
        "HEAD, 200, Content-Length: 2, ''"
    })
    void bytesBehindAWholeAnswerAreNeverAnAnswer(String method, int status, String field, String body)
            throws Exception {
        String poison = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison";
        String answer = "HTTP/1.1 " + status + " Odd\r\n" + field + "\r\n\r\n" + body.replace("|", "\r\n");
        for (String extra : new String[] {poison, "\r\n", "x", "0\r\n\r\n"}) {
            try (RawBackend backend = RawBackend.start(peer -> {
                        peer.request();
                        if (peer.number() == 1) {
                            peer.send(answer + extra);
                            assertThat(peer.untilClosed()).isEmpty();
                        } else {
                            peer.respondOk("clean");
                        }
                    });
                    Edge edge = Edge.before(backend);
                    RawClient client = edge.client()) {
                client.sendHead(method + " /1 HTTP/1.1", "Host: app.test");
                assertThat(client.responseTo(method).status()).isEqualTo(status);
                assertThat(client.exchange("GET /2 HTTP/1.1", "Host: app.test").body())
                        .isEqualTo("clean");
            }
        }
    }

    @Test
    void aBodyBehindAnInterimResponseIsNoAnswer() throws Exception {
        String inner = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison";
        for (String framing : new String[] {"Content-Length: " + inner.length(), "Transfer-Encoding: chunked"}) {
            try (RawBackend backend = RawBackend.start(peer -> {
                        peer.request();
                        peer.send("HTTP/1.1 103 Early Hints\r\n" + framing + "\r\n\r\nhello" + inner);
                        assertThat(peer.untilClosed()).isEmpty();
                    });
                    Edge edge = Edge.before(backend);
                    RawClient client = edge.client()) {
                client.sendHead("GET / HTTP/1.1", "Host: app.test", "Connection: close");
                assertThat(client.untilClosed())
                        .startsWith("HTTP/1.1 103 ")
                        .contains("HTTP/1.1 502 ")
                        .doesNotContain("poison")
                        .doesNotContainIgnoringCase(framing);
            }
        }
    }
}
