package dev.sluice.whole;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.harness.Edge;
import dev.sluice.harness.Message;
import dev.sluice.harness.Message.Field;
import dev.sluice.harness.RawBackend;
import dev.sluice.harness.RawClient;
import dev.sluice.harness.h2.Frame;
import dev.sluice.harness.h2.H2Backend;
import dev.sluice.harness.h2.H2Client;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Trailer fields pass both ways, except those that would change the message behind its back (RFC 9110 §6.5.1). */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TrailersTest {

    @Test
    void trailersPassBothWays() throws Exception {
        AtomicReference<Message> seen = new AtomicReference<>();
        try (RawBackend backend = RawBackend.start(peer -> {
                    seen.set(peer.request());
                    peer.send("HTTP/1.1 200 OK\r\nTrailer: X-Down\r\nTransfer-Encoding: chunked"
                            + "\r\n\r\n2\r\nok\r\n0\r\nX-Down: 2\r\n\r\n");
                });
                Edge edge = Edge.before(backend);
                RawClient client = edge.client()) {
            client.sendHead("POST / HTTP/1.1", "Host: app.test", "TE: trailers", "Transfer-Encoding: chunked");
            client.send("2\r\nhi\r\n0\r\nX-Up: 1\r\n\r\n");
            assertThat(client.response().trailers()).containsExactly(new Field("X-Down", "2"));
            assertThat(seen.get().trailers()).containsExactly(new Field("X-Up", "1"));
        }
    }

    /** Of each kind one; {@code dev.sluice.http.TrailersTest} has them all. */
    static final String[] FORBIDDEN = {
        "Content-Length: 5",
        "content_type: text/html",
        "Transfer_Encoding: chunked",
        "Host: other.test",
        "X-Forwarded-For: 192.0.2.1",
        "X-Original-URL: /admin",
        "Proxy: 192.0.2.1",
        "Authorization: Basic Zm9v",
        "Cookie: a=b",
        "If-Match: x",
        "X-User: evil",
        "x_user: evil",
        "X.Debug: 1",
        "X-Role: admin"
    };

    private static final String RULES =
            "headers: {request: {set: {X-User: me}, remove: [X-Debug], add: {X-Role: reader}}, "
                    + "response: {set: {X-User: me}, remove: [X-Debug], add: {X-Role: reader}}}";

    private final AtomicReference<Message> seen = new AtomicReference<>();
    private final AtomicReference<Frame> seenOverHttp2 = new AtomicReference<>();
    private RawBackend backend;
    private H2Backend backendOfHttp2;
    private Edge edge;
    private Edge edgeBeforeHttp2;

    @BeforeAll
    void start() throws Exception {
        backend = RawBackend.start(peer -> {
            for (Message request = peer.requestOrEnd(); request != null; request = peer.requestOrEnd()) {
                seen.set(request);
                peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nX-Down: 2\r\n"
                        + request.field("X-Wanted") + "\r\n\r\n");
            }
        });
        backendOfHttp2 = H2Backend.start(peer -> {
            peer.open();
            for (Frame request = peer.requestOrEnd(); request != null; request = peer.requestOrEnd()) {
                peer.take(Frame.DATA, request.stream());
                seenOverHttp2.set(peer.headers(request.stream()));
                peer.send(
                        Frame.headers(request.stream(), ":status", "200"),
                        Frame.data(request.stream(), "ok"),
                        trailers(request.stream(), "x-down: 2", String.valueOf(request.field("x-wanted"))));
            }
        });
        edge = Edge.before(backend, RULES);
        edgeBeforeHttp2 = Edge.start(Edge.site(backendOfHttp2.target(), RULES));
    }

    @AfterAll
    void stop() throws Exception {
        edge.close();
        edgeBeforeHttp2.close();
        backend.close();
        backendOfHttp2.close();
    }

    static Stream<String> forbidden() {
        return Stream.of(FORBIDDEN);
    }

    @ParameterizedTest
    @MethodSource("forbidden")
    void aTrailerThatOughtToBeAFieldPassesInNeitherDirection(String trailer) throws Exception {
        try (RawClient client = edge.client()) {
            assertThat(exchange(client, trailer).trailers()).containsExactly(new Field("X-Down", "2"));
            assertThat(seen.get().trailers()).containsExactly(new Field("X-Up", "1"), new Field("Grpc-Up", "2"));
        }
    }

    @ParameterizedTest
    @MethodSource("forbidden")
    void norDoesItWithAClientOfHttp2(String trailer) throws Exception {
        try (H2Client client = H2Client.plain(edge.plain())) {
            client.send(
                    posting("x-wanted", trailer), Frame.data(1, "hi"), trailers(1, "x-up: 1", trailer, "grpc-up: 2"));
            assertThat(client.headers(1).status()).isEqualTo(200);
            assertThat(client.take(Frame.DATA, 1).text()).isEqualTo("ok");
            assertThat(names(client.headers(1))).containsExactly("x-down");
            assertThat(seen.get().trailers()).containsExactly(new Field("x-up", "1"), new Field("grpc-up", "2"));
        }
    }

    @ParameterizedTest
    @MethodSource("forbidden")
    void norDoesItWithABackendOfHttp2(String trailer) throws Exception {
        try (RawClient client = edgeBeforeHttp2.client()) {
            assertThat(exchange(client, trailer).trailers()).containsExactly(new Field("x-down", "2"));
            assertThat(names(seenOverHttp2.get())).containsExactly("x-up", "grpc-up");
        }
    }

    private static Message exchange(RawClient client, String trailer) throws IOException {
        client.sendHead("POST / HTTP/1.1", "Host: app.test", "Transfer-Encoding: chunked", "X-Wanted: " + trailer);
        client.send("2\r\nhi\r\n0\r\nX-Up: 1\r\n" + trailer + "\r\nGrpc-Up: 2\r\n\r\n");
        Message answer = client.response();
        assertThat(answer.status()).isEqualTo(200);
        return answer;
    }

    private static List<String> names(Frame trailers) {
        return trailers.fields().stream().map(field -> field.name()).toList();
    }

    @Test
    void aBodyWhoseTrailersAllGoEndsAsUsual() throws Exception {
        try (H2Backend backend = H2Backend.echo();
                Edge edge = Edge.start(Edge.site(backend.target()));
                H2Client client = H2Client.plain(edge.plain())) {
            client.send(posting(), Frame.data(1, "hi"), trailers(1, "cookie: a=b"));
            assertThat(client.body(client.headers(1))).isEqualTo("POST / hi");
        }
    }

    @Test
    void aForbiddenTrailerOfTheBackendIsNotPassedOn() throws Exception {
        try (RawBackend backend = RawBackend.start(peer -> {
                    peer.request();
                    peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked"
                            + "\r\n\r\n2\r\nok\r\n0\r\nContent-Length: 7\r\nSet-Cookie: a=b\r\nX-Down: 2\r\n\r\n");
                });
                Edge edge = Edge.before(backend);
                RawClient client = edge.client()) {
            client.sendHead("GET / HTTP/1.1", "Host: app.test", "Connection: close");
            assertThat(client.untilClosed()).startsWith("HTTP/1.1 200").doesNotContain("Content-Length: 7");
        }
    }

    private static Frame posting(String... more) {
        List<String> fields =
                new ArrayList<>(List.of(":method", "POST", ":scheme", "http", ":path", "/", ":authority", "app.test"));
        fields.addAll(List.of(more));
        return Frame.headers(1, fields.toArray(String[]::new));
    }

    private static Frame trailers(int stream, String... lines) {
        String[] fields = Stream.of(lines)
                .flatMap(line -> Stream.of(
                        line.substring(0, line.indexOf(':')).toLowerCase(Locale.ROOT),
                        line.substring(line.indexOf(':') + 2)))
                .toArray(String[]::new);
        return Frame.headers(stream, fields).last();
    }
}
