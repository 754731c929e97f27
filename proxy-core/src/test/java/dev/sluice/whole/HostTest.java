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
import org.junit.jupiter.params.provider.ValueSource;

/** Which host a request is for is told once and without doubt (RFC 9112 §3.2), or the request is refused. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostTest {
    private RawBackend backend;
    private Edge edge;

    @BeforeAll
    void start() throws Exception {
        backend = RawBackend.echo();
        edge = Edge.start("""
                sites:
                  app.test: {tls: off, to: %1$s}
                  other.test: {tls: off, respond: {status: 200, body: other}}
                """.formatted(backend.target()));
    }

    @AfterAll
    void stop() throws Exception {
        edge.close();
        backend.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host: app.test\r\nHost: app.test\r\n",
                "Host: app.test\r\nHost: other.test\r\n",
                "Host: app.test\r\nhost: app.test\r\n",
                "",
                "Host:\r\n",
                "Host: app.test/path\r\n",
                "Host: user@app.test\r\n",
                "Host: app.test, other.test\r\n",
                "Host: app.test other.test\r\n",
                "Host: app.test:80:80\r\n",
                "Host: app.test:port\r\n",
                "Host: app.test:99999\r\n",
                "Host: app.test:-1\r\n",
                "Host: [::1\r\n",
                "Host: [app.test]\r\n",
                "Host: app..test\r\n",
                "Host: app.test#x\r\n",
                "Host: app.test\\\r\n",
                "Host: \"app.test\"\r\n"
            })
    void refusesAHostThatIsMissingManifoldOrInvalid(String fields) throws Exception {
        int before = backend.received().length();
        try (RawClient client = edge.client()) {
            client.send("GET / HTTP/1.1\r\n" + fields + "\r\n");
            assertThat(client.untilClosed()).startsWith("HTTP/1.1 400 ");
        }
        assertThat(backend.received().substring(before)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"app.test", "APP.test", "app.test:80", "app.test:8080", "app.test.", "App.Test:1"})
    void findsTheSiteWhicheverWayItsNameIsWritten(String host) throws Exception {
        try (RawClient client = edge.client()) {
            assertThat(client.exchange("GET /x HTTP/1.1", "Host: " + host).body())
                    .isEqualTo("GET /x ");
        }
    }

    @Test
    void keepsTheHostWithItsPort() throws Exception {
        try (RawClient client = edge.client()) {
            client.exchange("GET /port HTTP/1.1", "Host: app.test:8443");
        }
        assertThat(backend.requests().getLast().field("Host")).isEqualTo("app.test:8443");
    }

    @Test
    void takesTheHostOfAnAbsoluteTarget() throws Exception {
        try (RawClient client = edge.client()) {
            Message answer = client.exchange("GET http://app.test/abs?q=1 HTTP/1.1", "Host: app.test");
            assertThat(answer.body()).isEqualTo("GET /abs?q=1 ");
        }
        assertThat(backend.requests().getLast().field("Host")).isEqualTo("app.test");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET http://other.test/ HTTP/1.1\r\nHost: app.test\r\n\r\n",
                "GET http://app.test/ HTTP/1.1\r\nHost: other.test\r\n\r\n",
                "GET https://app.test/ HTTP/1.1\r\nHost: app.test\r\n\r\n",
                "GET ftp://app.test/ HTTP/1.1\r\nHost: app.test\r\n\r\n",
                "GET http://user@app.test/ HTTP/1.1\r\nHost: app.test\r\n\r\n",
                "GET http:///x HTTP/1.1\r\nHost: app.test\r\n\r\n"
            })
    void refusesAnAbsoluteTargetThatContradictsHostOrScheme(String request) throws Exception {
        int before = backend.received().length();
        try (RawClient client = edge.client()) {
            client.send(request);
            assertThat(client.untilClosed()).startsWith("HTTP/1.1 400 ");
        }
        assertThat(backend.received().substring(before)).isEmpty();
    }

    @Test
    void answersAnUnknownHostWith404AndNoSitesContent() throws Exception {
        try (RawClient client = edge.client()) {
            Message answer = client.exchange("GET / HTTP/1.1", "Host: unknown.test");
            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.body()).doesNotContain("other").doesNotContain("app.test");
            assertThat(client.exchange("GET / HTTP/1.1", "Host: other.test").body())
                    .isEqualTo("other");
        }
    }

    @Test
    void passesOptionsForTheWholeServer() throws Exception {
        try (RawClient client = edge.client()) {
            assertThat(client.exchange("OPTIONS * HTTP/1.1", "Host: app.test").status())
                    .isEqualTo(200);
        }
        assertThat(backend.requests().getLast().target()).isEqualTo("*");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a/../b", "/a/./b", "/%2e%2e/b", "/a/%2E./b", "/a%00b", "/a%2", "/a%zz", "/.."})
    void refusesPathsThatABackendCouldReadOtherwise(String path) throws Exception {
        int before = backend.received().length();
        try (RawClient client = edge.client()) {
            client.sendHead("GET " + path + " HTTP/1.1", "Host: app.test");
            assertThat(client.untilClosed()).startsWith("HTTP/1.1 400 ");
        }
        assertThat(backend.received().substring(before)).isEmpty();
    }
}
