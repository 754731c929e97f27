package dev.sluice.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.harness.Edge;
import dev.sluice.harness.Message;
import dev.sluice.harness.RawBackend;
import dev.sluice.harness.RawClient;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Sites over TLS and plain text: the right certificate, the right redirect, never another site's content. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SitesTest {
    private RawBackend backend;
    private Edge edge;

    @BeforeAll
    void start() throws Exception {
        backend = RawBackend.echo();
        edge = Edge.start("""
                sites:
                  a.test: {to: %1$s, aliases: [alias.test], hsts: 1h}
                  b.test: {respond: {status: 200, body: site b}}
                  old.test: {aliases: [older.test], redirect-aliases: true, respond: {status: 200, body: old}}
                  "*.wild.test": {respond: {status: 200, body: wild}}
                  plain.test: {tls: off, respond: {status: 200, body: plain}}
                  open.test: {redirect-http: off, respond: {status: 200, body: open}}
                """.formatted(backend.target()));
    }

    @AfterAll
    void stop() throws Exception {
        edge.close();
        backend.close();
    }

    @Test
    void eachSiteHasItsCertificateAndItsContent() throws Exception {
        try (RawClient a = edge.tlsClient("a.test");
                RawClient b = edge.tlsClient("b.test");
                RawClient wild = edge.tlsClient("x.wild.test")) {
            assertThat(a.tlsVersion()).isEqualTo("TLSv1.3");
            Message answer = a.exchange("GET /x HTTP/1.1", "Host: a.test");
            assertThat(answer.body()).isEqualTo("GET /x ");
            assertThat(answer.field("Strict-Transport-Security")).startsWith("max-age=3600");
            assertThat(b.exchange("GET / HTTP/1.1", "Host: b.test").body()).isEqualTo("site b");
            assertThat(wild.exchange("GET / HTTP/1.1", "Host: x.wild.test").body())
                    .isEqualTo("wild");
        }
    }

    @Test
    void aliasesAreServedAlikeOrRedirected() throws Exception {
        try (RawClient alias = edge.tlsClient("alias.test");
                RawClient older = edge.tlsClient("older.test")) {
            assertThat(alias.exchange("GET /x HTTP/1.1", "Host: alias.test").body())
                    .isEqualTo("GET /x ");
            Message moved = older.exchange("GET /x?y HTTP/1.1", "Host: older.test");
            assertThat(moved.status()).isIn(301, 308);
            assertThat(moved.field("Location")).startsWith("https://old.test").endsWith("/x?y");
        }
    }

    @Test
    void aHostOtherThanTheHandshakesNameIs421() throws Exception {
        try (RawClient client = edge.tlsClient("a.test")) {
            Message answer = client.exchange("GET / HTTP/1.1", "Host: b.test");
            assertThat(answer.status()).isEqualTo(421);
            assertThat(answer.body()).doesNotContain("site b");
        }
    }

    @Test
    void anUnknownHostOnAKnownConnectionGetsNobodysContent() throws Exception {
        try (RawClient client = edge.tlsClient("a.test")) {
            assertThat(client.exchange("GET / HTTP/1.1", "Host: unknown.test").status())
                    .isIn(404, 421);
        }
    }

    @Test
    void anUnknownNameInTheHandshakeGetsNoSitesContent() throws Exception {
        int before = backend.requests().size();
        assertThatThrownBy(() -> {
                    try (RawClient client = edge.tlsClient("unknown.test")) {
                        client.exchange("GET / HTTP/1.1", "Host: a.test");
                    }
                })
                .isInstanceOf(IOException.class);
        assertThat(backend.requests()).hasSize(before);
    }

    @Test
    void plainTextIsRedirectedWithThePortOfTheTlsListener() throws Exception {
        int port = edge.tls().getPort();
        for (String host : new String[] {"a.test", "a.test:8080", "alias.test"}) {
            try (RawClient client = edge.client()) {
                Message moved = client.exchange("POST /x?y=1 HTTP/1.1", "Host: " + host, "Content-Length: 0");
                assertThat(moved.status()).isEqualTo(308);
                String name = host.substring(0, host.indexOf(".test") + 5);
                assertThat(moved.field("Location")).isEqualTo("https://" + name + ":" + port + "/x?y=1");
            }
        }
    }

    @Test
    void hstsIsNeverSaidInPlainText() throws Exception {
        try (RawClient client = edge.client()) {
            assertThat(client.exchange("GET / HTTP/1.1", "Host: a.test").names())
                    .doesNotContain("strict-transport-security");
        }
    }

    @Test
    void plainTextIsServedWhereAskedFor() throws Exception {
        try (RawClient client = edge.client()) {
            assertThat(client.exchange("GET / HTTP/1.1", "Host: plain.test").body())
                    .isEqualTo("plain");
            assertThat(client.exchange("GET / HTTP/1.1", "Host: open.test").body())
                    .isEqualTo("open");
        }
    }

    @Test
    void plainTextOnTheTlsPortIsToldSoOrCut() throws Exception {
        try (RawClient client = RawClient.plain(edge.tls())) {
            client.sendHead("GET / HTTP/1.1", "Host: a.test");
            assertThat(client.untilClosed()).doesNotContain(" 200 ");
        }
    }

    @Test
    void tlsOnThePlainPortIsCut() throws Exception {
        assertThatThrownBy(() -> RawClient.tls(edge.plain(), edge.root(), "a.test"))
                .isInstanceOf(IOException.class);
    }
}
