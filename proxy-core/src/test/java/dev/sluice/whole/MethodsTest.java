package dev.sluice.whole;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.harness.Edge;
import dev.sluice.harness.Message;
import dev.sluice.harness.Message.Framing;
import dev.sluice.harness.RawBackend;
import dev.sluice.harness.RawClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Methods with rules of their own, and the answers that never have a body. */
class MethodsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CONNECT app.test:443 HTTP/1.1\r\nHost: app.test:443\r\n\r\n",
                "CONNECT app.test:443 HTTP/1.1\r\nHost: app.test\r\n\r\n",
                "CONNECT / HTTP/1.1\r\nHost: app.test\r\n\r\n",
                "TRACE / HTTP/1.1\r\nHost: app.test\r\n\r\n",
                "TRACE / HTTP/1.1\r\nHost: app.test\r\nMax-Forwards: 5\r\n\r\n"
            })
    void connectAndTraceNeverReachABackend(String request) throws Exception {
        try (RawBackend backend = RawBackend.echo();
                Edge edge = Edge.before(backend);
                RawClient client = edge.client()) {
            client.send(request);
            assertThat(client.response().status()).isIn(400, 405, 501);
            assertThat(backend.received()).isEmpty();
        }
    }

    @Test
    void otherMethodsPassAsTheyAre() throws Exception {
        try (RawBackend backend = RawBackend.echo();
                Edge edge = Edge.before(backend);
                RawClient client = edge.client()) {
            for (String method : new String[] {"DELETE", "PATCH", "OPTIONS", "PROPFIND", "M-SEARCH", "get"}) {
                assertThat(client.exchange(method + " /x HTTP/1.1", "Host: app.test")
                                .body())
                        .isEqualTo(method + " /x ");
            }
        }
    }

    @Test
    void headHasTheFieldsOfGetAndNoBody() throws Exception {
        try (RawBackend backend = RawBackend.start(peer -> {
                    peer.request();
                    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
                    peer.request();
                    peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                    peer.echoAll();
                });
                Edge edge = Edge.before(backend);
                RawClient client = edge.client()) {
            Message counted = client.exchange("HEAD /1 HTTP/1.1", "Host: app.test");
            assertThat(counted.field("Content-Length")).isEqualTo("1000");
            assertThat(client.exchange("HEAD /2 HTTP/1.1", "Host: app.test").status())
                    .isEqualTo(200);
            assertThat(client.exchange("GET /3 HTTP/1.1", "Host: app.test").body())
                    .isEqualTo("GET /3 ");
            assertThat(backend.connections()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 204 No Content\r\n\r\n",
                "HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 304 Not Modified\r\nETag: \"1\"\r\n\r\n",
                "HTTP/1.1 304 Not Modified\r\nContent-Length: 1234\r\n\r\n"
            })
    void anAnswerThatHasNoBodyLeavesTheConnectionInStep(String answer) throws Exception {
        try (RawBackend backend = RawBackend.start(peer -> {
                    peer.request();
                    peer.send(answer);
                    peer.echoAll();
                });
                Edge edge = Edge.before(backend);
                RawClient client = edge.client()) {
            Message first = client.exchange("GET /1 HTTP/1.1", "Host: app.test");
            assertThat(first.status()).isIn(204, 304);
            assertThat(first.framing()).isEqualTo(Framing.NONE);
            if (first.status() == 204) {
                assertThat(first.names()).doesNotContain("content-length", "transfer-encoding");
            }
            assertThat(client.exchange("GET /2 HTTP/1.1", "Host: app.test").body())
                    .isEqualTo("GET /2 ");
        }
    }

    @Test
    void bytesBehindAnAnswerWithoutBodyAreNobodysAnswer() throws Exception {
        try (RawBackend backend = RawBackend.start(peer -> {
                    peer.request();
                    if (peer.number() == 1) {
                        peer.send("HTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison");
                        peer.expectClosed();
                    } else {
                        peer.respondOk("clean");
                    }
                });
                Edge edge = Edge.before(backend);
                RawClient client = edge.client()) {
            assertThat(client.exchange("GET /1 HTTP/1.1", "Host: app.test").status())
                    .isEqualTo(204);
            assertThat(client.exchange("GET /2 HTTP/1.1", "Host: app.test").body())
                    .isEqualTo("clean");
        }
    }

    @Test
    void aRequestWithoutBodyStaysWithoutFraming() throws Exception {
        try (RawBackend backend = RawBackend.echo();
                Edge edge = Edge.before(backend);
                RawClient client = edge.client()) {
            client.exchange("GET / HTTP/1.1", "Host: app.test");
            client.exchange("POST / HTTP/1.1", "Host: app.test", "Content-Length: 0");
            assertThat(backend.requests().getFirst().names()).doesNotContain("content-length", "transfer-encoding");
            assertThat(backend.requests().getLast().field("Content-Length")).isEqualTo("0");
        }
    }
}
