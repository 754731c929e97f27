package dev.sluice.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.harness.Edge;
import dev.sluice.harness.RawBackend;
import dev.sluice.harness.RawClient;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** A new file changes what it says and nothing else. */
class ReloadTest {

    @Test
    void theNextRequestOnTheSameConnectionFollowsTheNewFile() throws Exception {
        try (RawBackend first = RawBackend.saying("first");
                RawBackend second = RawBackend.saying("second");
                Edge edge = Edge.before(first);
                RawClient client = edge.client()) {
            InetSocketAddress address = edge.plain();
            assertThat(client.exchange("GET / HTTP/1.1", "Host: app.test").body())
                    .isEqualTo("first");
            edge.reload(Edge.site(second.target()));
            assertThat(client.exchange("GET / HTTP/1.1", "Host: app.test").body())
                    .isEqualTo("second");
            assertThat(edge.plain()).isEqualTo(address);
        }
    }

    @Test
    void backendConnectionsOfWhatDidNotChangeAreKept() throws Exception {
        try (RawBackend backend = RawBackend.saying("same");
                Edge edge = Edge.before(backend);
                RawClient client = edge.client()) {
            for (int i = 0; i < 20; i++) {
                assertThat(client.exchange("GET / HTTP/1.1", "Host: app.test").body())
                        .isEqualTo("same");
                edge.reload(Edge.site(backend.target()) + "  other" + i
                        + ".test: {tls: off, respond: {status: 200, body: other}}\n");
            }
            assertThat(backend.connections()).isEqualTo(1);
            assertThat(client.exchange("GET / HTTP/1.1", "Host: other19.test").body())
                    .isEqualTo("other");
            assertThat(client.exchange("GET / HTTP/1.1", "Host: other18.test").status())
                    .isEqualTo(404);
        }
    }

    @Test
    void aTunnelAndAnUploadInFlightGoOn() throws Exception {
        CountDownLatch begun = new CountDownLatch(2);
        try (RawBackend backend = RawBackend.start(peer -> {
                    if (peer.requestHead().field("Upgrade") != null) {
                        peer.send("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n");
                        begun.countDown();
                        peer.send(peer.exactly(4));
                        peer.untilClosed();
                    } else {
                        String half = peer.exactly(5);
                        begun.countDown();
                        peer.respondOk(half + peer.exactly(5));
                    }
                });
                Edge edge = Edge.before(backend);
                RawClient tunnel = edge.client();
                RawClient upload = edge.client()) {
            tunnel.sendHead("GET / HTTP/1.1", "Host: app.test", "Connection: Upgrade", "Upgrade: tcp");
            assertThat(tunnel.response().status()).isEqualTo(101);
            upload.send("POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 10\r\n\r\nhello");
            begun.await();
            for (int i = 0; i < 20; i++) {
                edge.reload("sites: {new" + i + ".test: {tls: off, respond: {status: 200, body: new}}}");
            }
            upload.send("there");
            assertThat(upload.response().body()).isEqualTo("hellothere");
            tunnel.send("ping");
            assertThat(tunnel.exactly(4)).isEqualTo("ping");
        }
    }

    @Test
    void aBadFileChangesNothing() throws Exception {
        try (RawBackend backend = RawBackend.saying("good");
                Edge edge = Edge.before(backend);
                RawClient client = edge.client()) {
            assertThatThrownBy(() -> edge.reload("sites: {app.test: {balanse: x}}"))
                    .hasMessageContaining("balanse");
            assertThat(client.exchange("GET / HTTP/1.1", "Host: app.test").body())
                    .isEqualTo("good");
        }
    }

    @Test
    void aListenerThatCannotBeBoundChangesNothing() throws Exception {
        try (RawBackend backend = RawBackend.saying("good");
                Edge edge = Edge.before(backend);
                RawClient client = edge.client()) {
            String taken = "listen: {http: [\"127.0.0.1:0\", \"" + backend.target()
                    + "\"], https: \"127.0.0.1:0\", admin: off}\n";
            assertThatThrownBy(() ->
                            edge.reload(taken + "sites: {app.test: {tls: off, respond: {status: 200, body: bad}}}"))
                    .isInstanceOf(Exception.class);
            assertThat(client.exchange("GET / HTTP/1.1", "Host: app.test").body())
                    .isEqualTo("good");
        }
    }
}
