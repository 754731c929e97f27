package dev.sluice.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.harness.Edge;
import dev.sluice.harness.Message;
import dev.sluice.harness.Message.Framing;
import dev.sluice.harness.RawBackend;
import dev.sluice.harness.RawClient;
import dev.sluice.harness.TruncatedException;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An answer that the backend did not finish never looks finished, and one that no reader could trust is a 502. */
class TruncationTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 10\r\n\r\nhello",
                "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
                "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n5\r\nhe",
                "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n",
                "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nxyz\r\nhello\r\n0\r\n\r\n"
            })
    void anUnfinishedAnswerArrivesUnfinished(String rest) throws Exception {
        for (boolean abruptly : new boolean[] {false, true}) {
            try (RawBackend backend = RawBackend.start(peer -> {
                        peer.request();
                        peer.send("HTTP/1.1 200 OK\r\n" + rest);
                        if (abruptly) {
                            peer.untilClosed();
                        }
                    });
                    Edge edge = Edge.before(backend);
                    RawClient client = edge.client()) {
                client.sendHead("GET / HTTP/1.1", "Host: app.test");
                Message head = client.readHead();
                assertThat(head.status()).isEqualTo(200);
                assertThat(client.exactly(rest.contains("chunked") ? 8 : 5)).contains("hello");
                if (abruptly) {
                    backend.resetAll();
                }
                assertThat(client.untilClosed()).doesNotContain("0\r\n\r\n");
            }
        }
    }

    @Test
    void anAnswerThatEndsWithTheConnectionArrivesWhole() throws Exception {
        try (RawBackend backend = RawBackend.start(peer -> {
                    peer.request();
                    peer.send("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nhello");
                });
                Edge edge = Edge.before(backend);
                RawClient client = edge.client()) {
            Message answer = client.exchange("GET / HTTP/1.1", "Host: app.test");
            assertThat(answer.body()).isEqualTo("hello");
            assertThat(answer.framing()).isIn(Framing.CHUNKED, Framing.CLOSE);
        }
    }

    @Test
    void anAnswerThatEndsWithAResetInsteadOfAnEndArrivesUnfinished() throws Exception {
        try (RawBackend backend = RawBackend.start(peer -> {
                    peer.request();
                    peer.send("HTTP/1.1 200 OK\r\n\r\nhello");
                    peer.untilClosed();
                });
                Edge edge = Edge.before(backend);
                RawClient client = edge.client()) {
            client.sendHead("GET / HTTP/1.1", "Host: app.test");
            assertThat(client.readHead().field("Transfer-Encoding")).isEqualTo("chunked");
            assertThat(client.exactly(10)).isEqualTo("5\r\nhello\r\n");
            backend.resetAll();
            assertThat(client.untilClosed()).doesNotContain("0\r\n\r\n");
        }
    }

    @Test
    void aTruncatedAnswerOverTlsArrivesUnfinished() throws Exception {
        try (RawBackend backend = RawBackend.start(peer -> {
                    peer.request();
                    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello");
                });
                Edge edge = Edge.start("sites: {secure.test: \"" + backend.target() + "\"}");
                RawClient client = edge.tlsClient("secure.test")) {
            client.sendHead("GET / HTTP/1.1", "Host: secure.test");
            assertThatThrownBy(client::response).isInstanceOfAny(TruncatedException.class, IOException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nabc",
                "HTTP/1.1 200 OK\r\nContent-Length: +2\r\n\r\nab",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nName : value\r\nContent-Length: 2\r\n\r\nab",
                "HTTP/1.1 200 OK\r\nX: a\u0000b\r\nContent-Length: 2\r\n\r\nab",
                "HTTP/1.1 200 OK\r\nX: a\r\n folded\r\nContent-Length: 2\r\n\r\nab",
                "HTTP/1.1 20 OK\r\nContent-Length: 2\r\n\r\nab",
                "HTTP/1.1 2000 OK\r\nContent-Length: 2\r\n\r\nab",
                "HTTP/2.0 200 OK\r\nContent-Length: 2\r\n\r\nab",
                "SSH-2.0-OpenSSH_9.2\r\n",
                "\u0015\u0003\u0003\u0000\u0002\u0002F",
                ""
            })
    void aMalformedAnswerIs502(String answer) throws Exception {
        try (RawBackend backend = RawBackend.start(peer -> {
                    peer.request();
                    peer.send(answer);
                });
                Edge edge = Edge.before(backend, "retry: 0");
                RawClient client = edge.client()) {
            assertThat(client.exchange("POST / HTTP/1.1", "Host: app.test", "Content-Length: 0")
                            .status())
                    .isEqualTo(502);
        }
    }

    @Test
    void anAnswerWithEndlessFieldsIs502() throws Exception {
        try (RawBackend backend = RawBackend.start(peer -> {
                    peer.request();
                    peer.send("HTTP/1.1 200 OK\r\n" + "X-Name: value\r\n".repeat(100_000));
                });
                Edge edge = Edge.before(backend, "retry: 0");
                RawClient client = edge.client()) {
            assertThat(client.exchange("GET / HTTP/1.1", "Host: app.test").status())
                    .isEqualTo(502);
        }
    }

    @Test
    void bytesBehindACountedAnswerAreNotTheNextAnswer() throws Exception {
        try (RawBackend backend = RawBackend.start(peer -> {
                    peer.request();
                    if (peer.number() == 1) {
                        peer.send(
                                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison");
                        peer.expectClosed();
                        return;
                    }
                    peer.respondOk("clean");
                });
                Edge edge = Edge.before(backend);
                RawClient client = edge.client()) {
            assertThat(client.exchange("GET /1 HTTP/1.1", "Host: app.test").body())
                    .isEqualTo("ok");
            assertThat(client.exchange("GET /2 HTTP/1.1", "Host: app.test").body())
                    .isEqualTo("clean");
        }
    }

    @Test
    void aClientThatCutsItsUploadShortIsNotTakenForComplete() throws Exception {
        try (RawBackend backend = RawBackend.start(peer -> {
                    Message head = peer.requestHead();
                    assertThatThrownBy(() -> peer.rest(head)).isInstanceOf(IOException.class);
                });
                Edge edge = Edge.before(backend)) {
            for (String start :
                    new String[] {"Content-Length: 10\r\n\r\nhello", "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"
                    }) {
                try (RawClient client = edge.client()) {
                    client.send("POST / HTTP/1.1\r\nHost: app.test\r\n" + start);
                    client.shutdownOutput();
                    assertThat(client.untilClosed()).doesNotContain("200 OK");
                }
            }
        }
    }
}
