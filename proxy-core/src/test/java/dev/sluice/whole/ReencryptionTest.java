package dev.sluice.whole;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.harness.Edge;
import dev.sluice.harness.Message;
import dev.sluice.harness.RawBackend;
import dev.sluice.harness.RawClient;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backend behind {@code https://} is verified before a byte of a request is given to it (RFC 9110 §4.3.4). */
class ReencryptionTest {
    private static final String[] POST = {
        "POST /secret HTTP/1.1", "Host: app.test", "Content-Length: 0", "Cookie: session=1"
    };

    private final TestAuthority authority;

    ReencryptionTest(@TempDir Path folder) throws Exception {
        authority = TestAuthority.make(folder.resolve("ca"));
    }

    @Test
    void aBackendOfAnUnknownAuthorityGetsNothing() throws Exception {
        refused("IP:127.0.0.1", "https://127.0.0.1:PORT");
    }

    @Test
    void aBackendWithAnotherNameGetsNothing() throws Exception {
        refused("DNS:other.test", "{url: \"https://localhost:PORT\", ca: CA}");
        refused("DNS:localhost,IP:127.0.0.2", "{url: \"https://127.0.0.1:PORT\", ca: CA}");
    }

    @Test
    void aBackendOfTheAuthorityThatTheTargetNamesIsTrusted() throws Exception {
        served("IP:127.0.0.1", "{url: \"https://127.0.0.1:PORT\", ca: CA}");
        served("DNS:localhost", "{url: \"https://localhost:PORT\", ca: CA}");
    }

    @Test
    void anyBackendIsTakenWhereVerificationIsOff() throws Exception {
        served("DNS:other.test", "{url: \"https://127.0.0.1:PORT\", verify: off}");
    }

    @Test
    void manyExchangesShareAConnectionAndItsHandshake() throws Exception {
        try (RawBackend backend = RawBackend.echo();
                TlsFront front = front(backend, "IP:127.0.0.1");
                Edge edge = edge(front, "{url: \"https://127.0.0.1:PORT\", ca: CA}");
                RawClient client = edge.client()) {
            for (int i = 0; i < 5; i++) {
                assertThat(client.exchange("GET /" + i + " HTTP/1.1", "Host: app.test")
                                .body())
                        .isEqualTo("GET /" + i + " ");
            }
            assertThat(front.handshakes()).isEqualTo(1);
            assertThat(backend.connections()).isEqualTo(1);
        }
    }

    @Test
    void aLongBodyComesThroughWhole() throws Exception {
        String body = "0123456789abcdef".repeat(1 << 16);
        try (RawBackend backend = RawBackend.echo();
                TlsFront front = front(backend, "IP:127.0.0.1");
                Edge edge = edge(front, "{url: \"https://127.0.0.1:PORT\", ca: CA}");
                RawClient client = edge.client()) {
            Thread sender = Thread.ofVirtual().start(() -> {
                try {
                    client.send("POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: " + body.length() + "\r\n\r\n"
                            + body);
                } catch (java.io.IOException gone) {
                    // The answer tells.
                }
            });
            assertThat(client.response().body()).isEqualTo("POST / " + body);
            sender.join();
        }
    }

    private void refused(String names, String target) throws Exception {
        try (RawBackend backend = RawBackend.echo();
                TlsFront front = front(backend, names);
                Edge edge = edge(front, target);
                RawClient client = edge.client()) {
            Message answer = client.exchange(POST);
            assertThat(answer.status()).isEqualTo(502);
            assertThat(front.attempts()).isPositive();
            assertThat(backend.received()).isEmpty();
        }
    }

    private void served(String names, String target) throws Exception {
        try (RawBackend backend = RawBackend.echo();
                TlsFront front = front(backend, names);
                Edge edge = edge(front, target);
                RawClient client = edge.client()) {
            Message answer = client.exchange(POST);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("POST /secret ");
        }
    }

    private TlsFront front(RawBackend backend, String names) throws Exception {
        return new TlsFront(TlsContexts.of(authority.issue("backend", names), null), backend);
    }

    private Edge edge(TlsFront front, String target) throws Exception {
        return Edge.start(Edge.site(
                target.replace("PORT", Integer.toString(front.port()))
                        .replace("CA", authority.root().toString()),
                "hold: off"));
    }
}
