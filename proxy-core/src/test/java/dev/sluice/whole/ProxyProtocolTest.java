package dev.sluice.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.sluice.harness.Edge;
import dev.sluice.harness.Message;
import dev.sluice.harness.RawBackend;
import dev.sluice.harness.RawClient;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The client's address as a trusted proxy tells it before the first byte of the client (PROXY protocol, versions 1 and 2). */
class ProxyProtocolTest {
    private static final String TRUST = "trusted-proxies: [127.0.0.1/32]\n";
    private static final String ON = "proxy-protocol: on\n" + TRUST;
    private static final String V1 = "PROXY TCP4 203.0.113.7 192.0.2.1 4711 443\r\n";
    private static final String V2_SIGNATURE = "\r\n\r\n\0\r\nQUIT\n";
    private static final String V2 = V2_SIGNATURE + "\u0021\u0011\0\u000c" + "\u00cb\u0000\u0071\u0007"
            + "\u00c0\u0000\u0002\u0001" + "\u0012\u0067" + "\u0001\u00bb";
    private static final String V2_IPV6 = V2_SIGNATURE + "\u0021\u0021\0\u0024"
            + "\u0020\u0001\r\u00b8" + "\0".repeat(11) + "\u0007" + "\u0020\u0001\r\u00b8" + "\0".repeat(11) + "\u0001"
            + "\u0012\u0067" + "\u0001\u00bb";
    private static final String V2_LOCAL = V2_SIGNATURE + "\u0020\0\0\0";
    private static final String GET = RawClient.head("GET / HTTP/1.1", "Host: app.test");

    @Test
    void theAddressOfEitherVersionIsTheClients() throws Exception {
        told(V1, "203.0.113.7");
        told(V2, "203.0.113.7");
        told("PROXY TCP6 2001:db8::7 2001:db8::1 4711 443\r\n", "2001:db8::7");
        told(V2_IPV6, "2001:db8::7");
    }

    /** Health checks of load balancers, and connections of which they know no address: those are served, but nothing is believed. */
    static Stream<Arguments> withoutAddress() {
        return Stream.of(
                arguments("v1 UNKNOWN", "PROXY UNKNOWN\r\n"),
                arguments("v1 UNKNOWN with addresses", "PROXY UNKNOWN 2001:db8::7 2001:db8::1 4711 443\r\n"),
                arguments("v2 LOCAL", V2_LOCAL),
                arguments("v2 LOCAL with addresses", v2(0x20, 0x11, 12, "\u00cb\0q\u0007" + "\0".repeat(8))),
                arguments("v2 UNSPEC", v2(0x21, 0, 0, "")),
                arguments("v2 UNSPEC with bytes", v2(0x21, 0, 5, "abcde")),
                arguments("v2 UNIX", v2(0x21, 0x31, 216, "/run/a.sock" + "\0".repeat(205))),
                arguments("v2 UDP", v2(0x21, 0x12, 12, "\u00cb\0q\u0007" + "\0".repeat(4) + "\u0012g\0\u0035")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("withoutAddress")
    void aHeaderWithoutAddressLeavesTheProxysOwnAndNothingToBelieve(String name, String header) throws Exception {
        try (RawBackend backend = RawBackend.echo();
                Edge edge = Edge.start(ON
                        + Edge.site(
                                backend.target(),
                                "routes: {/private: {to: \"" + backend.target() + "\", allow: [198.51.100.9]}}"));
                RawClient client = edge.client()) {
            client.send(header + claiming("/"));
            assertThat(client.response().status()).isEqualTo(200);
            Message seen = backend.requests().getFirst();
            assertThat(seen.field("X-Real-IP")).isEqualTo("127.0.0.1");
            assertThat(seen.field("X-Forwarded-For")).isEqualTo("127.0.0.1");
            assertThat(seen.field("X-Forwarded-Proto")).isEqualTo("http");
            assertThat(backend.received()).doesNotContain("198.51.100.9");
            client.send(claiming("/private"));
            assertThat(client.response().status()).isEqualTo(403);
        }
    }

    @Test
    void aHeaderWithoutAddressLeavesNothingToBelieveBehindTlsEither() throws Exception {
        try (RawBackend backend = RawBackend.echo();
                Edge edge = Edge.start(
                        ON + "sites:\n  app.test:\n    tls: self-signed\n    to: " + backend.target() + "\n");
                TlsClient client = new TlsClient(edge.tls(), V2_LOCAL, TlsContexts.of(null, edge.root()), "app.test")) {
            assertThat(client.status("app.test", "X-Forwarded-For: 198.51.100.9"))
                    .isEqualTo(200);
            assertThat(backend.requests().getFirst().field("X-Forwarded-For")).isEqualTo("127.0.0.1");
        }
    }

    @Test
    void anIpv4AddressMappedIntoIpv6CountsAsIpv4() throws Exception {
        String header = "PROXY TCP6 ::ffff:10.1.2.3 ::ffff:10.1.2.4 4711 443\r\n";
        told(header, "10.1.2.3");
        told(
                v2(
                        0x21,
                        0x21,
                        36,
                        ("\0".repeat(10) + "\u00ff\u00ff\n\u0001\u0002\u0003").repeat(2) + "\u0012g\u0001\u00bb"),
                "10.1.2.3");
        try (RawBackend backend = RawBackend.echo();
                Edge edge = Edge.start("proxy-protocol: on\ntrusted-proxies: [127.0.0.1, \"::ffff:10.0.0.0/104\"]\n"
                        + Edge.site(backend.target(), "deny: [203.0.113.0/24]"));
                RawClient client = edge.client();
                RawClient denied = edge.client()) {
            client.send(header + claiming("/"));
            assertThat(client.response().status()).isEqualTo(200);
            assertThat(backend.requests().getFirst().field("X-Forwarded-For")).isEqualTo("198.51.100.9, 10.1.2.3");
            denied.send("PROXY TCP6 ::ffff:203.0.113.7 ::1 4711 443\r\n" + GET);
            assertThat(denied.response().status()).isEqualTo(403);
        }
    }

    @Test
    void aHeaderInPiecesIsTakenAsOne() throws Exception {
        try (RawBackend backend = RawBackend.echo();
                Edge edge = Edge.start(ON + Edge.site(backend.target()));
                RawClient client = edge.client()) {
            client.sendInPieces(V2 + GET, 3);
            assertThat(client.response().status()).isEqualTo(200);
            assertThat(backend.requests().getFirst().field("X-Real-IP")).isEqualTo("203.0.113.7");
        }
    }

    @Test
    void theAddressHoldsForEveryRequestOfTheConnection() throws Exception {
        try (RawBackend backend = RawBackend.echo();
                Edge edge = Edge.start(ON + Edge.site(backend.target()));
                RawClient client = edge.client()) {
            client.send(V1 + GET + GET);
            client.response();
            client.response();
            assertThat(backend.requests())
                    .hasSize(2)
                    .allSatisfy(
                            seen -> assertThat(seen.field("X-Forwarded-For")).isEqualTo("203.0.113.7"));
        }
    }

    @Test
    void whatTheClientBehindTheProxySaysOfItselfIsNotBelieved() throws Exception {
        try (RawBackend backend = RawBackend.echo();
                Edge edge = Edge.start(ON + Edge.site(backend.target()));
                RawClient client = edge.client()) {
            client.send(V1
                    + RawClient.head(
                            "GET / HTTP/1.1",
                            "Host: app.test",
                            "X-Forwarded-For: 198.51.100.9",
                            "X-Real-IP: 198.51.100.9",
                            "Forwarded: for=198.51.100.9"));
            assertThat(client.response().status()).isEqualTo(200);
            assertThat(backend.requests().getFirst().field("X-Real-IP")).isEqualTo("203.0.113.7");
            assertThat(backend.received()).doesNotContain("198.51.100.9");
        }
    }

    @Test
    void anythingButAHeaderEndsTheConnection() throws Exception {
        for (String garbage : new String[] {
            GET,
            "PROXY TCP4 203.0.113.7\r\n" + GET,
            "PROXY TCP4 not.an.address 192.0.2.1 1 2\r\n" + GET,
            "PROXY TCP4 203.0.113.7 192.0.2.1 99999 443\r\n" + GET,
            "PROXY\r\n" + GET,
            "PROXY UNKNOWNS\r\n" + GET,
            "PROXY UDP4 203.0.113.7 192.0.2.1 1 2\r\n" + GET,
            "PROXY TCP4 2001:db8::7 2001:db8::1 4711 443\r\n" + GET,
            "proxy UNKNOWN\r\n" + GET,
            "PROXY UNKNOWN\n" + GET,
            V2_SIGNATURE + "\u0031\u0011\0\u000c" + GET,
            v2(0x22, 0x11, 12, "\0".repeat(12)) + GET,
            v2(0x21, 0x51, 12, "\0".repeat(12)) + GET,
            v2(0x21, 0x11, 4, "\0".repeat(4)) + GET,
            v2(0x21, 0x21, 12, "\0".repeat(12)) + GET,
            v2(0x21, 0x31, 12, "\0".repeat(12)) + GET,
            "PROXY " + "x".repeat(300) + "\r\n" + GET
        }) {
            try (RawBackend backend = RawBackend.echo();
                    Edge edge = Edge.start(ON + Edge.site(backend.target()));
                    RawClient client = edge.client()) {
                client.send(garbage);
                assertThat(client.untilClosed()).as(garbage).isEmpty();
                assertThat(backend.received()).as(garbage).isEmpty();
            }
        }
    }

    @Test
    void whoeverSendsNoHeaderIsCutAtTheHeaderTimeout() throws Exception {
        try (RawBackend backend = RawBackend.echo();
                Edge edge = Edge.start("limits: {header-timeout: 1s}\n" + ON + Edge.site(backend.target()));
                RawClient client = edge.client()) {
            client.patience(Duration.ofSeconds(5));
            client.send("PROXY TCP4");
            client.expectClosed();
        }
    }

    @Test
    void aHeaderThatNobodyAskedForIsABadRequest() throws Exception {
        for (String header : new String[] {V1, V2}) {
            try (RawBackend backend = RawBackend.echo();
                    Edge edge = Edge.start(TRUST + Edge.site(backend.target()));
                    RawClient client = edge.client()) {
                client.send(header + GET);
                assertThat(client.untilClosed()).startsWith("HTTP/1.1 400 ");
                assertThat(backend.received()).isEmpty();
            }
        }
    }

    @Test
    void aHeaderFromWhoeverIsNotTrustedIsABadRequest() throws Exception {
        try (RawBackend backend = RawBackend.echo();
                Edge edge = Edge.start(
                        "proxy-protocol: on\ntrusted-proxies: [192.0.2.0/24]\n" + Edge.site(backend.target()));
                RawClient client = edge.client()) {
            client.send(V1 + GET);
            assertThat(client.untilClosed()).startsWith("HTTP/1.1 400 ");
            assertThat(backend.received()).isEmpty();
        }
    }

    @Test
    void tlsBeginsBehindTheHeader() throws Exception {
        for (String header : new String[] {V1, V2}) {
            try (RawBackend backend = RawBackend.echo();
                    Edge edge = Edge.start(
                            ON + "sites:\n  app.test:\n    tls: self-signed\n    to: " + backend.target() + "\n");
                    TlsClient client =
                            new TlsClient(edge.tls(), header, TlsContexts.of(null, edge.root()), "app.test")) {
                assertThat(client.status("app.test")).isEqualTo(200);
                Message seen = backend.requests().getFirst();
                assertThat(seen.field("X-Real-IP")).isEqualTo("203.0.113.7");
                assertThat(seen.field("X-Forwarded-Proto")).isEqualTo("https");
            }
        }
    }

    private static String v2(int command, int family, int length, String addresses) {
        return V2_SIGNATURE
                + (char) command
                + (char) family
                + (char) (length >> 8)
                + (char) (length & 0xff)
                + addresses;
    }

    private static String claiming(String path) {
        return RawClient.head(
                "GET " + path + " HTTP/1.1",
                "Host: app.test",
                "X-Forwarded-For: 198.51.100.9",
                "X-Forwarded-Proto: https",
                "X-Real-IP: 198.51.100.9",
                "True-Client-IP: 198.51.100.9",
                "Forwarded: for=198.51.100.9");
    }

    private static void told(String header, String address) throws Exception {
        try (RawBackend backend = RawBackend.echo();
                Edge edge = Edge.start(ON + Edge.site(backend.target()));
                RawClient client = edge.client()) {
            client.send(header + GET);
            assertThat(client.response().status()).isEqualTo(200);
            Message seen = backend.requests().getFirst();
            assertThat(seen.field("X-Real-IP")).isEqualTo(address);
            assertThat(seen.field("X-Forwarded-For")).isEqualTo(address);
        }
    }
}
