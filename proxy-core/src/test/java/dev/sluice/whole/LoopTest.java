package dev.sluice.whole;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.harness.Edge;
import dev.sluice.harness.Ends;
import dev.sluice.harness.Message;
import dev.sluice.harness.Peer;
import dev.sluice.harness.RawBackend;
import dev.sluice.harness.RawClient;
import dev.sluice.harness.h2.Frame;
import dev.sluice.harness.h2.H2Client;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A request that comes back to where it was sent from is answered at once: 508, after one round. */
class LoopTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "h2c://"})
    void anEdgeThatIsItsOwnTargetAnswersAfterOneRound(String scheme) throws Exception {
        try (Edge edge = Edge.start(Ends.ADMIN + Edge.site("127.0.0.1:1"))) {
            edge.reload(Ends.ADMIN + Edge.site(scheme + address(edge)));
            Ends ends = new Ends(edge);
            try (RawClient client = edge.client()) {
                Message answer = client.exchange("GET /x HTTP/1.1", "Host: app.test");
                assertThat(answer.startLine()).isEqualTo("HTTP/1.1 508 Loop Detected");
                assertThat(answer.body()).contains("name the backend itself as the target");
                assertThat(answer.field("Cache-Control")).isEqualTo("no-store");
                assertThat(answer.field("CDN-Loop")).isNull();
                awaitEnds(ends, 2);
                assertThat(ends.failed("loop_detected")).isEqualTo(1);
            }
            try (H2Client client = H2Client.plain(edge.plain())) {
                client.send(getting());
                assertThat(client.headers(1).status()).isEqualTo(508);
                awaitEnds(ends, 4);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Connection: CDN-Loop",
                "Connection: cdn-loop, a1, a2, a3, a4, a5, a6, a7, a8, a9, b1, b2, b3, b4, b5, b6, b7, b8, b9, c1, c2, c3, c4, c5,"
                        + " c6, c7, c8, c9, d1, d2, d3, d4, d5, d6, d7, d8, d9",
                "CDN-Loop: sluice;id=0000000000000000",
                "CDN_Loop: x",
                "X-Forwarded-For: 127.0.0.1"
            })
    void noClientCanMakeItMoreRounds(String field) throws Exception {
        try (Edge edge = Edge.start(Ends.ADMIN + Edge.site("127.0.0.1:1"))) {
            edge.reload(Ends.ADMIN + Edge.site(address(edge)));
            try (RawClient client = edge.client()) {
                assertThat(client.exchange("POST / HTTP/1.1", "Host: app.test", "Content-Length: 0", field)
                                .status())
                        .isEqualTo(508);
                awaitEnds(new Ends(edge), 2);
            }
        }
    }

    @Test
    void twoEdgesThatAreEachOthersTargetsAnswerAfterOneRound() throws Exception {
        try (Edge first = Edge.start(Ends.ADMIN + Edge.site("127.0.0.1:1"));
                Edge second = Edge.start(Ends.ADMIN + Edge.site(address(first)))) {
            first.reload(Ends.ADMIN + Edge.site(address(second)));
            try (RawClient client = first.client()) {
                assertThat(client.exchange("GET / HTTP/1.1", "Host: app.test").status())
                        .isEqualTo(508);
            }
            awaitEnds(new Ends(first), 2);
            awaitEnds(new Ends(second), 1);
        }
    }

    @Test
    void oneEdgeBeforeAnotherServes() throws Exception {
        try (RawBackend backend = RawBackend.echo();
                Edge inner = Edge.before(backend);
                Edge outer = Edge.start(Edge.site(address(inner)));
                RawClient client = outer.client()) {
            Message answer = client.exchange("GET /x HTTP/1.1", "Host: app.test", "CDN-Loop: cloudflare; a=b");
            assertThat(answer.body()).isEqualTo("GET /x ");
            assertThat(backend.requests().getFirst().values("CDN-Loop"))
                    .hasSize(3)
                    .doesNotHaveDuplicates()
                    .contains("cloudflare; a=b");
        }
    }

    @Test
    void sitesOfOneEdgeMayLeadToEachOtherUntilTheyMakeACircle() throws Exception {
        String sites = """
                sites:
                  a.test: {tls: off, to: "%1$s", host: b.test}
                  b.test: {tls: off, to: "%1$s", host: c.test, strip-prefix: /b}
                  c.test: {tls: off, to: "%2$s"}
                  d.test: {tls: off, to: "%1$s", host: e.test}
                  e.test: {tls: off, to: "%1$s", host: d.test}
                """;
        try (RawBackend backend = RawBackend.echo();
                Edge edge = Edge.start(Ends.ADMIN + sites.formatted("127.0.0.1:1", backend.target()))) {
            edge.reload(Ends.ADMIN + sites.formatted(address(edge), backend.target()));
            try (RawClient client = edge.client()) {
                assertThat(client.exchange("GET /b/x HTTP/1.1", "Host: a.test").body())
                        .isEqualTo("GET /x ");
                awaitEnds(new Ends(edge), 3);
                assertThat(client.exchange("GET / HTTP/1.1", "Host: d.test").status())
                        .isEqualTo(508);
                awaitEnds(new Ends(edge), 6);
            }
        }
    }

    @Test
    void whoeverCopiesAMarkHurtsHisOwnRequestOnly() throws Exception {
        try (RawBackend backend = RawBackend.echo();
                Edge edge = Edge.before(backend, "routes: {/other: \"" + backend.target() + "\"}");
                RawClient client = edge.client()) {
            client.exchange("GET / HTTP/1.1", "Host: app.test");
            String mark = backend.requests().getFirst().field("CDN-Loop");
            assertThat(client.exchange("GET / HTTP/1.1", "Host: app.test", "CDN-Loop: " + mark)
                            .status())
                    .isEqualTo(508);
            assertThat(client.exchange("GET / HTTP/1.1", "Host: app.test").status())
                    .isEqualTo(200);
            assertThat(client.exchange("GET /other HTTP/1.1", "Host: app.test", "CDN-Loop: " + mark)
                            .status())
                    .isEqualTo(200);
            assertThat(backend.requests()).hasSize(3);
        }
    }

    @Test
    void anApplicationThatCallsItselfWithAllFieldsItGotIsServed() throws Exception {
        AtomicReference<Edge> self = new AtomicReference<>();
        try (RawBackend backend = RawBackend.start(peer -> {
                    for (Message request = peer.requestOrEnd(); request != null; request = peer.requestOrEnd()) {
                        boolean page = request.target().equals("/page");
                        peer.respondOk(
                                page ? passOn(request, "/data", self.get()).body() : "data");
                    }
                });
                Edge edge = Edge.before(backend);
                RawClient client = edge.client()) {
            self.set(edge);
            assertThat(client.exchange("GET /page HTTP/1.1", "Host: app.test").body())
                    .isEqualTo("data");
        }
    }

    @Test
    void aLoopWhoseTargetsGrowEndsSoon() throws Exception {
        try (Edge edge = Edge.start(Ends.ADMIN + Edge.site("127.0.0.1:1"))) {
            edge.reload(Ends.ADMIN + Edge.site(address(edge), "rewrite: /v2"));
            try (RawClient client = edge.client()) {
                assertThat(client.exchange("GET /x HTTP/1.1", "Host: app.test").status())
                        .isEqualTo(508);
                awaitEnds(new Ends(edge), 5);
            }
        }
    }

    @Test
    void anAnswerOfItsOwnIsGivenToWhateverComesBack() throws Exception {
        String site = "sites:\n  app.test: {tls: off, to: \"%s\", rewrite: /end, routes: {/end: {respond: 204}}}\n";
        try (Edge edge = Edge.start(site.formatted("127.0.0.1:1"))) {
            edge.reload(site.formatted(address(edge)));
            try (RawClient client = edge.client()) {
                assertThat(client.exchange("GET /x HTTP/1.1", "Host: app.test").status())
                        .isEqualTo(204);
            }
        }
    }

    /** Such a one joins fields of a name, as RFC 9110 §5.3 lets it. */
    @Test
    void aProxyOnTheWayDoesNotHideTheLoop() throws Exception {
        try (Edge edge = Edge.start(Ends.ADMIN + Edge.site("127.0.0.1:1"));
                RawBackend proxy = RawBackend.start(peer -> passOn(peer, edge))) {
            edge.reload(Ends.ADMIN + Edge.site(proxy.target()));
            try (RawClient client = edge.client()) {
                assertThat(client.exchange("GET / HTTP/1.1", "Host: app.test", "CDN-Loop: x")
                                .status())
                        .isEqualTo(508);
                awaitEnds(new Ends(edge), 2);
            }
        }
    }

    private static void passOn(Peer peer, Edge to) throws IOException {
        Message request = peer.request();
        Message answer = passOn(request, request.target(), to);
        peer.respond(answer.startLine().substring("HTTP/1.1 ".length()), answer.body());
    }

    private static Message passOn(Message request, String target, Edge to) throws IOException {
        try (RawClient client = to.client()) {
            return client.exchange(
                    "GET " + target + " HTTP/1.1",
                    "Host: app.test",
                    "Via: 1.1 between",
                    "CDN-Loop: "
                            + String.join(" , ", request.values("CDN-Loop")).replace(";", "; "));
        }
    }

    @Test
    void anUpgradeThatComesBackIsAnsweredTheSame() throws Exception {
        try (Edge edge = Edge.start(Ends.ADMIN + Edge.site("127.0.0.1:1"))) {
            edge.reload(Ends.ADMIN + Edge.site(address(edge)));
            try (RawClient client = edge.client()) {
                assertThat(client.exchange(
                                        "GET / HTTP/1.1",
                                        "Host: app.test",
                                        "Connection: Upgrade",
                                        "Upgrade: websocket",
                                        "Sec-WebSocket-Version: 13",
                                        "Sec-WebSocket-Key: c2x1aWNlIGRlbW8ga2V5IQ==")
                                .status())
                        .isEqualTo(508);
                awaitEnds(new Ends(edge), 2);
            }
        }
    }

    @Test
    void aRouteMayKeepItsMarkFromItsBackend() throws Exception {
        try (RawBackend backend = RawBackend.echo();
                Edge edge = Edge.before(backend, "headers: {request: {remove: [CDN-Loop]}}");
                RawClient client = edge.client()) {
            client.exchange("GET / HTTP/1.1", "Host: app.test");
            assertThat(backend.requests().getFirst().values("CDN-Loop")).isEmpty();
            assertThat(backend.requests().getFirst().values("Via")).isEqualTo(List.of());
        }
    }

    private static String address(Edge edge) {
        return "127.0.0.1:" + edge.plain().getPort();
    }

    /** Exactly so many exchanges end: a loop that went on would have ended more before the first. */
    private static void awaitEnds(Ends ends, int count) {
        Awaitility.await().untilAsserted(() -> assertThat(ends.count()).isEqualTo(count));
    }

    private static Frame getting() {
        return Frame.headers(1, ":method", "GET", ":scheme", "http", ":path", "/", ":authority", "app.test")
                .last();
    }
}
