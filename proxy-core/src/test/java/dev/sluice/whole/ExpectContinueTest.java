package dev.sluice.whole;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.harness.Edge;
import dev.sluice.harness.Message;
import dev.sluice.harness.RawBackend;
import dev.sluice.harness.RawClient;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** {@code Expect: 100-continue} is the backend's to answer (RFC 9110 §10.1.1): once, and never by the proxy on its behalf. */
class ExpectContinueTest {
    private static final String[] POST = {
        "POST / HTTP/1.1", "Host: app.test", "Expect: 100-continue", "Content-Length: 5"
    };

    @Test
    void theBackends100ReachesTheClientOnce() throws Exception {
        try (RawBackend backend = RawBackend.start(peer -> {
                    Message head = peer.requestHead();
                    assertThat(head.field("Expect")).isEqualToIgnoringCase("100-continue");
                    peer.send("HTTP/1.1 100 Continue\r\n\r\n");
                    peer.respondOk(peer.rest(head).body());
                    peer.echoAll();
                });
                Edge edge = Edge.before(backend);
                RawClient client = edge.client()) {
            client.sendHead(POST);
            assertThat(client.response().status()).isEqualTo(100);
            client.send("hello");
            assertThat(client.response().body()).isEqualTo("hello");
            assertThat(client.exchange("GET /x HTTP/1.1", "Host: app.test").body())
                    .isEqualTo("GET /x ");
        }
    }

    @Test
    void nothingIsSaidUntilTheBackendSaysIt() throws Exception {
        try (RawBackend backend = RawBackend.start(peer -> {
                    Message head = peer.requestHead();
                    peer.respondOk(peer.rest(head).body());
                });
                Edge edge = Edge.before(backend);
                RawClient client = edge.client()) {
            client.sendHead(POST);
            client.expectSilence(Duration.ofMillis(300));
            client.send("hello");
            assertThat(client.response().body()).isEqualTo("hello");
        }
    }

    @Test
    void aRefusalBeforeTheBodyReachesTheClientAndTheBodyNeverTheBackend() throws Exception {
        for (String status : new String[] {"417 Expectation Failed", "401 Unauthorized", "413 Content Too Large"}) {
            try (RawBackend backend = RawBackend.start(peer -> {
                        peer.requestHead();
                        peer.respond(status, "no");
                        peer.expectClosed();
                    });
                    Edge edge = Edge.before(backend);
                    RawClient client = edge.client()) {
                client.sendHead(POST);
                assertThat(client.response().startLine()).isEqualTo("HTTP/1.1 " + status);
                client.expectClosed();
                assertThat(backend.connections()).isEqualTo(1);
            }
        }
    }

    @Test
    void aBodyThatDoesNotWaitPasses() throws Exception {
        try (RawBackend backend = RawBackend.start(peer -> {
                    Message head = peer.requestHead();
                    peer.send("HTTP/1.1 100 Continue\r\n\r\n");
                    peer.respondOk(peer.rest(head).body());
                });
                Edge edge = Edge.before(backend);
                RawClient client = edge.client()) {
            client.send(RawClient.head(POST) + "hello");
            Message answer = client.response();
            assertThat((answer.status() == 100 ? client.response() : answer).body())
                    .isEqualTo("hello");
        }
    }

    @Test
    void aClientOfHttp10NeverSeesAnInterimResponse() throws Exception {
        try (RawBackend backend = RawBackend.start(peer -> {
                    Message head = peer.requestHead();
                    peer.send("HTTP/1.1 100 Continue\r\n\r\n");
                    peer.respondOk(peer.rest(head).body());
                });
                Edge edge = Edge.before(backend);
                RawClient client = edge.client()) {
            client.send("POST / HTTP/1.0\r\nHost: app.test\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\nhello");
            assertThat(client.response().status()).isEqualTo(200);
        }
    }

    @Test
    void anUnknownExpectationIsRefusedOrPassedButNotAnsweredWith100() throws Exception {
        try (RawBackend backend = RawBackend.echo();
                Edge edge = Edge.before(backend);
                RawClient client = edge.client()) {
            client.send("POST / HTTP/1.1\r\nHost: app.test\r\nExpect: tea\r\nContent-Length: 5\r\n\r\nhello");
            assertThat(client.response().status()).isIn(200, 417);
        }
    }

    @Test
    void theProxysOwnRefusalComesBeforeTheBody() throws Exception {
        try (RawBackend backend = RawBackend.echo();
                Edge edge = Edge.before(backend, "max-body: 4");
                RawClient client = edge.client()) {
            client.sendHead(POST);
            assertThat(client.response().status()).isEqualTo(413);
            client.expectClosed();
            assertThat(backend.received()).isEmpty();
        }
    }
}
