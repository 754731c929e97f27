package dev.sluice.whole;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.harness.Edge;
import dev.sluice.harness.Message;
import dev.sluice.harness.RawBackend;
import dev.sluice.harness.RawClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Paths lead where the file says, and what a route changes is changed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RoutesTest {
    private RawBackend backend;
    private Edge edge;

    @BeforeAll
    void start() throws Exception {
        backend = RawBackend.echo();
        edge = Edge.start("""
                sites:
                  app.test:
                    tls: off
                    to: %1$s
                    routes:
                      /api: {respond: {status: 200, body: api}}
                      /api/deep: {respond: {status: 200, body: deep}}
                      "=/login": {respond: {status: 200, body: login}}
                      /gone: {redirect: "https://elsewhere.test/new"}
                      /teapot: {respond: {status: 418, body: short and stout}}
                      /strip: {to: "%1$s", strip-prefix: /strip}
                      /denied: {to: "%1$s", deny: [127.0.0.0/8]}
                      /allowed: {to: "%1$s", allow: [127.0.0.1]}
                      /elsewhere: {to: "%1$s", allow: [192.0.2.0/24]}
                      /target: {to: "%1$s", host: target}
                      /named: {to: "%1$s", host: inner.test}
                      /fields:
                        to: %1$s
                        headers:
                          request: {set: {X-Set: new}, add: {X-Add: more}, remove: [X-Remove]}
                          response: {set: {X-Frame-Options: DENY}, remove: [Content-Length-Hint]}
                """.formatted(backend.target()));
    }

    @AfterAll
    void stop() throws Exception {
        edge.close();
        backend.close();
    }

    @ParameterizedTest
    @CsvSource({
        "/api, api",
        "/api/, api",
        "/api/x, api",
        "/api?x, api",
        "/apix, GET /apix ",
        "/api/deep, deep",
        "/api/deep/er, deep",
        "/api/deeper, api",
        "/login, login",
        "/login?next=1, login",
        "/login/, GET /login/ ",
        "/, GET / ",
        "/%61pi, api"
    })
    void theLongestMatchByWholeSegmentsWins(String path, String body) throws Exception {
        assertThat(ask("GET " + path + " HTTP/1.1", "Host: app.test").body().strip())
                .isEqualTo(body.strip());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/admin%2Fusers",
                "/admin;x",
                "/admin;x/users",
                "/%2Fadmin",
                "/admin%5cusers",
                "/;/admin",
                "/admin%20",
                "/admin%09/users",
                "/%20admin",
                "/admin%1f?x",
                "/admin\u00a0",
                "/admin\u0085/users",
                "/admin%a0",
                "/admin%c2%85",
                "/admin\u00e2\u0080\u0083",
                "/ad%ffmin",
                "http://app.test/admin\u00a0"
            })
    void noSpellingLeadsAroundARule(String target) throws Exception {
        try (RawBackend backend = RawBackend.echo();
                Edge edge = Edge.before(
                        backend, "routes: {/admin: {to: \"" + backend.target() + "\", deny: [127.0.0.0/8]}}");
                RawClient client = edge.client()) {
            assertThat(client.exchange("GET " + target + " HTTP/1.1", "Host: app.test")
                            .status())
                    .isEqualTo(400);
            assertThat(backend.requests()).isEmpty();
        }
    }

    @Test
    void escapedSlashesPassWhereNoRuleBeginsThere() throws Exception {
        try (RawBackend backend = RawBackend.echo();
                Edge edge = Edge.before(backend, "routes: {/api: \"" + backend.target() + "\"}");
                RawClient client = edge.client()) {
            String target = "/api/v4/projects/group%2Fname;v=1/x";
            assertThat(client.exchange("GET " + target + " HTTP/1.1", "Host: app.test")
                            .body())
                    .isEqualTo("GET " + target + " ");
        }
    }

    @Test
    void answersAndRedirectsOfItsOwn() throws Exception {
        Message teapot = ask("GET /teapot HTTP/1.1", "Host: app.test");
        assertThat(teapot.status()).isEqualTo(418);
        assertThat(teapot.body()).isEqualTo("short and stout");
        Message gone = ask("GET /gone HTTP/1.1", "Host: app.test");
        assertThat(gone.status()).isBetween(301, 308);
        assertThat(gone.field("Location")).startsWith("https://elsewhere.test/new");
    }

    @Test
    void aPrefixIsStripped() throws Exception {
        assertThat(ask("GET /strip/a?b HTTP/1.1", "Host: app.test").body()).isEqualTo("GET /a?b ");
        assertThat(ask("GET /strip HTTP/1.1", "Host: app.test").body()).isEqualTo("GET / ");
    }

    @Test
    void addressesAreAllowedAndDenied() throws Exception {
        assertThat(ask("GET /denied HTTP/1.1", "Host: app.test").status()).isEqualTo(403);
        assertThat(ask("GET /elsewhere HTTP/1.1", "Host: app.test").status()).isEqualTo(403);
        assertThat(ask("GET /allowed HTTP/1.1", "Host: app.test").status()).isEqualTo(200);
    }

    @Test
    void theHostForTheBackendIsTheOneConfigured() throws Exception {
        ask("GET /target HTTP/1.1", "Host: app.test");
        assertThat(backend.requests().getLast().field("Host")).isEqualTo(backend.target());
        ask("GET /named HTTP/1.1", "Host: app.test");
        assertThat(backend.requests().getLast().field("Host")).isEqualTo("inner.test");
        assertThat(backend.requests().getLast().field("X-Forwarded-Host")).isEqualTo("app.test");
    }

    @Test
    void fieldsAreSetAddedAndRemoved() throws Exception {
        Message answer = ask(
                "GET /fields HTTP/1.1",
                "Host: app.test",
                "X-Set: old",
                "X-Set: older",
                "X-Add: first",
                "X-Remove: secret");
        Message seen = backend.requests().getLast();
        assertThat(seen.values("X-Set")).containsExactly("new");
        assertThat(seen.values("X-Add")).containsExactly("first", "more");
        assertThat(seen.values("X-Remove")).isEmpty();
        assertThat(answer.field("X-Frame-Options")).isEqualTo("DENY");
    }

    private Message ask(String... lines) throws Exception {
        try (RawClient client = edge.client()) {
            return client.exchange(lines);
        }
    }
}
