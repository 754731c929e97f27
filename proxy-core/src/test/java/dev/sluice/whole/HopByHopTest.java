package dev.sluice.whole;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.harness.Edge;
import dev.sluice.harness.Message;
import dev.sluice.harness.RawBackend;
import dev.sluice.harness.RawClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Fields that concern one connection stay on it (RFC 9110 §7.6.1); all others pass as they came. */
class HopByHopTest {

    @Test
    void fieldsOfTheConnectionDoNotReachTheBackend() throws Exception {
        try (RawBackend backend = RawBackend.echo();
                Edge edge = Edge.before(backend);
                RawClient client = edge.client()) {
            client.exchange(
                    "GET / HTTP/1.1",
                    "Host: app.test",
                    "Connection: keep-alive, X-Secret , x-other",
                    "X-Secret: 1",
                    "X-Other: 2",
                    "X-Kept: 3",
                    "Keep-Alive: timeout=5",
                    "Proxy-Connection: keep-alive",
                    "TE: trailers, deflate",
                    "Upgrade: websocket");
            Message seen = backend.requests().getFirst();
            assertThat(seen.names())
                    .doesNotContain("x-secret", "x-other", "keep-alive", "proxy-connection", "upgrade")
                    .contains("x-kept");
            assertThat(String.valueOf(seen.field("TE"))).isIn("null", "trailers");
            assertThat(String.valueOf(seen.field("Connection"))).isIn("null", "keep-alive", "TE", "te");
        }
    }

    @Test
    void fieldsOfTheConnectionDoNotReachTheClient() throws Exception {
        try (RawBackend backend = RawBackend.start(peer -> {
                    peer.request();
                    peer.respond(
                            "200 OK",
                            "ok",
                            "Connection: X-Secret, keep-alive",
                            "X-Secret: 1",
                            "Keep-Alive: timeout=5",
                            "Proxy-Connection: keep-alive",
                            "Upgrade: h2c",
                            "X-Kept: 3",
                            "Set-Cookie: a=1",
                            "Set-Cookie: b=2");
                });
                Edge edge = Edge.before(backend);
                RawClient client = edge.client()) {
            Message answer = client.exchange("GET / HTTP/1.1", "Host: app.test");
            assertThat(answer.names()).doesNotContain("x-secret", "keep-alive", "proxy-connection", "upgrade");
            assertThat(answer.field("X-Kept")).isEqualTo("3");
            assertThat(answer.values("Set-Cookie")).containsExactly("a=1", "b=2");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host",
                "Content-Length",
                "Transfer-Encoding",
                "X-Forwarded-For",
                "X-Forwarded-Proto",
                "X-Forwarded-Host",
                "X-Real-IP",
                "Forwarded",
                "X-Request-Id"
            })
    void aConnectionTokenCannotDropWhatTheBackendReliesOn(String name) throws Exception {
        try (RawBackend backend = RawBackend.echo();
                Edge edge = Edge.before(backend);
                RawClient client = edge.client()) {
            client.send(
                    "POST / HTTP/1.1\r\nHost: app.test\r\nConnection: " + name + "\r\nContent-Length: 5\r\n\r\nhello");
            Message answer = client.response();
            assertThat(answer.status()).isIn(200, 400);
            if (answer.status() == 200) {
                Message seen = backend.requests().getFirst();
                assertThat(answer.body()).isEqualTo("POST / hello");
                if (!name.equals("Transfer-Encoding")) {
                    assertThat(seen.values(name)).hasSize(1);
                }
            }
        }
    }

    @Test
    void fieldsPassInOrderWithTheirSpelling() throws Exception {
        try (RawBackend backend = RawBackend.echo();
                Edge edge = Edge.before(backend);
                RawClient client = edge.client()) {
            client.exchange(
                    "GET / HTTP/1.1",
                    "Host: app.test",
                    "x-lower: 1",
                    "X-UPPER: two words",
                    "x-lower: 3",
                    "X-Empty:",
                    "X-Latin: \u00e4");
            String received = backend.received();
            assertThat(received)
                    .contains("x-lower: 1\r\n", "X-UPPER: two words\r\n", "x-lower: 3\r\n", "X-Latin: \u00e4\r\n");
            assertThat(backend.requests().getFirst().values("x-lower")).containsExactly("1", "3");
            assertThat(backend.requests().getFirst().field("X-Empty")).isEmpty();
        }
    }

    @Test
    void theRequestTargetPassesAsItCame() throws Exception {
        try (RawBackend backend = RawBackend.echo();
                Edge edge = Edge.before(backend);
                RawClient client = edge.client()) {
            for (String target :
                    new String[] {"/a%20b?x=1&y=%2F", "/a//b", "/?", "/a;v=1,2", "/%7Euser", "/a?q=a?b/../c"}) {
                assertThat(client.exchange("GET " + target + " HTTP/1.1", "Host: app.test")
                                .body())
                        .isEqualTo("GET " + target + " ");
            }
        }
    }
}
