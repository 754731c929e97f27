package dev.sluice.whole;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.harness.Edge;
import dev.sluice.harness.Message;
import dev.sluice.harness.RawBackend;
import dev.sluice.harness.RawClient;
import dev.sluice.harness.h2.Frame;
import dev.sluice.harness.h2.H2Backend;
import dev.sluice.harness.h2.H2Client;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Bytes beyond ASCII in a request target are served, percent-encoded: Python and others take some of them for white space, so what was
 * matched would not be what the backend sees. {@code \u00c3\u00a9} is an é in UTF-8, {@code \u00a0} and {@code \u0085} are the white space.
 */
class EightBitTargetTest {
    private static final String CAFE = "/caf\u00c3\u00a9";

    @ParameterizedTest
    @CsvSource({
        "/admin\u00a0, /admin%A0",
        "/\u0085/x, /%85/x",
        "/caf\u00c3\u00a9?q=\u00e9&r=%e9, /caf%C3%A9?q=%E9&r=%e9",
        "/?\u00ff, /?%FF",
        "http://app.test/\u00a0?\u00a0, /%A0?%A0",
        "http://app.test?\u00a0, /?%A0"
    })
    void noBackendOfHttp1SeesThem(String target, String sent) throws Exception {
        try (RawBackend backend = RawBackend.echo();
                Edge edge = Edge.before(backend);
                RawClient client = edge.client()) {
            Message answer = client.exchange("GET " + target + " HTTP/1.1", "Host: app.test");
            assertThat(answer.body()).isEqualTo("GET " + sent + " ");
            assertThat(backend.received()).isASCII();
        }
    }

    @Test
    void noBackendOfHttp2SeesThemFromEitherProtocol() throws Exception {
        try (H2Backend backend = H2Backend.echo();
                Edge edge = Edge.start(Edge.site(backend.target()));
                RawClient old = edge.client();
                H2Client client = H2Client.plain(edge.plain())) {
            assertThat(old.exchange("GET /\u00a0?\u0085 HTTP/1.1", "Host: app.test")
                            .body())
                    .isEqualTo("GET /%A0?%85 ");
            client.send(getting(1, "/\u00a0?\u0085"));
            assertThat(client.body(client.headers(1))).isEqualTo("GET /%A0?%85 ");
        }
    }

    @Test
    void noBackendOfHttp1SeesThemFromAClientOfHttp2() throws Exception {
        try (RawBackend backend = RawBackend.echo();
                Edge edge = Edge.before(backend);
                H2Client client = H2Client.plain(edge.plain())) {
            client.send(getting(1, "/admin\u00a0?\u0085"));
            assertThat(client.body(client.headers(1))).isEqualTo("GET /admin%A0?%85 ");
            assertThat(backend.received()).isASCII();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {CAFE, CAFE + "/x", "/caf%C3%A9", "/caf%c3\u00a9/x", "//caf\u00c3%A9?x", "http://app.test" + CAFE
            })
    void aRuleHoldsForEverySpellingOfItsPath(String target) throws Exception {
        try (RawBackend backend = RawBackend.echo();
                Edge edge = Edge.before(backend, "routes: {/café: {respond: 403}}");
                RawClient client = edge.client();
                H2Client h2 = H2Client.plain(edge.plain())) {
            assertThat(client.exchange("GET " + target + " HTTP/1.1", "Host: app.test")
                            .status())
                    .isEqualTo(403);
            if (target.startsWith("/")) {
                h2.send(getting(1, target));
                assertThat(h2.headers(1).status()).isEqualTo(403);
            }
            assertThat(backend.requests()).isEmpty();
        }
    }

    @Test
    void aPrefixOfThemIsStrippedAndReplacedInEverySpelling() throws Exception {
        try (RawBackend backend = RawBackend.echo();
                Edge edge = Edge.before(
                        backend,
                        "routes:",
                        "  /café: {to: \"" + backend.target() + "\", strip-prefix: on}",
                        "  /thé: {to: \"" + backend.target() + "\", rewrite: /ñ}");
                RawClient client = edge.client()) {
            for (String prefix : List.of(CAFE, "/caf%C3%A9", "/caf%c3\u00a9")) {
                assertThat(client.exchange("GET " + prefix + "/\u00e9?\u00e9 HTTP/1.1", "Host: app.test")
                                .body())
                        .isEqualTo("GET /%E9?%E9 ");
            }
            for (String prefix : List.of("/th\u00c3\u00a9", "/th%c3%a9")) {
                assertThat(client.exchange("GET " + prefix + "/\u00e9 HTTP/1.1", "Host: app.test")
                                .body())
                        .isEqualTo("GET /%C3%B1/%E9 ");
            }
        }
    }

    @Test
    void noRedirectHoldsThem() throws Exception {
        try (Edge edge = Edge.start("sites: {app.test: {tls: off, redirect: \"https://b.test{uri}\"}}");
                RawClient client = edge.client()) {
            assertThat(client.exchange("GET " + CAFE + "?\u00a0 HTTP/1.1", "Host: app.test")
                            .field("Location"))
                    .isEqualTo("https://b.test/caf%C3%A9?%A0");
        }
    }

    @Test
    void whiteSpaceAtTheEndOfANamePassesIfNoOtherRouteCouldBeMeant() throws Exception {
        try (RawBackend backend = RawBackend.echo();
                Edge edge = Edge.before(backend, "routes: {/api: \"" + backend.target() + "\"}");
                RawClient client = edge.client()) {
            for (String target : List.of("/api/a%20", "/a%20b/%20c%09", "/x%A0", "/voil%C3%A0", "/%FF")) {
                assertThat(client.exchange("GET " + target + " HTTP/1.1", "Host: app.test")
                                .body())
                        .isEqualTo("GET " + target + " ");
            }
        }
    }

    private static Frame getting(int stream, String path) {
        return Frame.headers(stream, ":method", "GET", ":scheme", "http", ":path", path, ":authority", "app.test")
                .last();
    }
}
