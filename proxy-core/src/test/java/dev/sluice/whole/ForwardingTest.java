package dev.sluice.whole;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.harness.Edge;
import dev.sluice.harness.Message;
import dev.sluice.harness.RawBackend;
import dev.sluice.harness.RawClient;
import org.junit.jupiter.api.Test;

/** What a backend is told of the client; what clients claim of themselves is believed from trusted proxies only. */
class ForwardingTest {
    private static final String[] CLAIMS = {
        "GET / HTTP/1.1",
        "Host: app.test:8080",
        "X-Forwarded-For: 192.0.2.1",
        "X-Forwarded-Proto: https",
        "X-Forwarded-Host: evil.test",
        "X-Forwarded-Port: 1",
        "X-Real-IP: 192.0.2.1",
        "Forwarded: for=192.0.2.1;proto=https;host=evil.test"
    };

    @Test
    void theBackendIsToldWhoAsksForWhat() throws Exception {
        try (RawBackend backend = RawBackend.echo();
                Edge edge = Edge.before(backend);
                RawClient client = edge.client()) {
            client.exchange("GET / HTTP/1.1", "Host: app.test:8080");
            Message seen = backend.requests().getFirst();
            assertThat(seen.field("X-Forwarded-For")).isEqualTo("127.0.0.1");
            assertThat(seen.field("X-Forwarded-Proto")).isEqualTo("http");
            assertThat(seen.field("X-Forwarded-Host")).isEqualTo("app.test:8080");
            assertThat(seen.field("X-Forwarded-Port")).matches("[0-9]+");
            assertThat(seen.field("X-Real-IP")).isEqualTo("127.0.0.1");
            assertThat(seen.field("Forwarded")).contains("for=127.0.0.1").contains("proto=http");
        }
    }

    @Test
    void theBackendIsToldOfTls() throws Exception {
        try (RawBackend backend = RawBackend.echo();
                Edge edge = Edge.start("sites: {secure.test: \"" + backend.target() + "\"}");
                RawClient client = edge.tlsClient("secure.test")) {
            client.exchange("GET / HTTP/1.1", "Host: secure.test");
            assertThat(backend.requests().getFirst().field("X-Forwarded-Proto")).isEqualTo("https");
        }
    }

    @Test
    void aClientsClaimsAreReplaced() throws Exception {
        try (RawBackend backend = RawBackend.echo();
                Edge edge = Edge.before(backend);
                RawClient client = edge.client()) {
            client.exchange(CLAIMS);
            assertThat(backend.received()).doesNotContain("192.0.2.1").doesNotContain("evil.test");
            Message seen = backend.requests().getFirst();
            assertThat(seen.values("X-Forwarded-For")).containsExactly("127.0.0.1");
            assertThat(seen.values("X-Forwarded-Proto")).containsExactly("http");
            assertThat(seen.values("X-Real-IP")).containsExactly("127.0.0.1");
        }
    }

    @Test
    void aTrustedProxysClaimsAreKept() throws Exception {
        try (RawBackend backend = RawBackend.echo();
                Edge edge = Edge.start("trusted-proxies: [127.0.0.0/8]\n" + Edge.site(backend.target()));
                RawClient client = edge.client()) {
            client.exchange(CLAIMS);
            Message seen = backend.requests().getFirst();
            assertThat(seen.field("X-Forwarded-For")).isEqualTo("192.0.2.1, 127.0.0.1");
            assertThat(seen.field("X-Forwarded-Proto")).isEqualTo("https");
            assertThat(seen.field("X-Real-IP")).isEqualTo("192.0.2.1");
        }
    }

    @Test
    void everyRequestHasAnIdThatBothSidesSee() throws Exception {
        try (RawBackend backend = RawBackend.echo();
                Edge edge = Edge.before(backend);
                RawClient client = edge.client()) {
            Message first = client.exchange("GET / HTTP/1.1", "Host: app.test");
            Message second = client.exchange("GET / HTTP/1.1", "Host: app.test");
            assertThat(first.field("X-Request-Id")).isNotBlank().isNotEqualTo(second.field("X-Request-Id"));
            assertThat(backend.requests().getFirst().field("X-Request-Id")).isEqualTo(first.field("X-Request-Id"));
        }
    }

    @Test
    void anIdThatCameIsKeptAndANonsensicalOneIsNot() throws Exception {
        try (RawBackend backend = RawBackend.echo();
                Edge edge = Edge.before(backend);
                RawClient client = edge.client()) {
            client.exchange("GET / HTTP/1.1", "Host: app.test", "X-Request-Id: abc-123");
            assertThat(backend.requests().getLast().field("X-Request-Id")).isEqualTo("abc-123");
            client.exchange("GET / HTTP/1.1", "Host: app.test", "X-Request-Id: <script>" + "x".repeat(5000));
            assertThat(backend.requests().getLast().field("X-Request-Id")).doesNotContain("<script>");
        }
    }
}
