package dev.sluice.whole;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.harness.Edge;
import dev.sluice.harness.Message;
import dev.sluice.harness.Message.Field;
import dev.sluice.harness.RawBackend;
import dev.sluice.harness.RawClient;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Trailer fields pass both ways, except those that would change the message behind its back (RFC 9110 §6.5.1). */
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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 5",
                "Transfer-Encoding: chunked",
                "Host: other.test",
                "Connection: X-Real-IP",
                "X-Forwarded-For: 192.0.2.1",
                "Authorization: Basic Zm9v",
                "Cookie: a=b"
            })
    void aTrailerThatOughtToBeAFieldNeverReachesTheBackend(String trailer) throws Exception {
        try (RawBackend backend = RawBackend.echo();
                Edge edge = Edge.before(backend);
                RawClient client = edge.client()) {
            client.sendHead("POST / HTTP/1.1", "Host: app.test", "Transfer-Encoding: chunked");
            client.send("2\r\nhi\r\n0\r\n" + trailer + "\r\n\r\n");
            assertThat(client.response().status()).isIn(200, 400);
            String received = backend.received();
            int body = received.indexOf("\r\n\r\n");
            assertThat(body < 0 ? "" : received.substring(body)).doesNotContainIgnoringCase(trailer);
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
}
