package dev.sluice.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.harness.Edge;
import dev.sluice.harness.Ends;
import dev.sluice.harness.LogWatch;
import dev.sluice.harness.RawBackend;
import dev.sluice.harness.RawClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections that break while bytes are being handed to them: the exchange ends once, for one cause, and nothing is logged. */
class BrokenConnectionTest {
    private static final int MIB = 1 << 20;
    private static final int TIMES = 20;
    private final byte[] block = new byte[MIB];

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aClientThatResetsItsDownload(boolean tls) throws Exception {
        try (RawBackend backend = RawBackend.start(peer -> {
                    peer.request();
                    peer.send("HTTP/1.1 200 OK\r\nContent-Length: " + 64 * MIB + "\r\n\r\n");
                    peer.sendInBackground(block, 64).join();
                });
                Edge edge = edge(backend, tls);
                LogWatch log = new LogWatch()) {
            for (int i = 0; i < TIMES; i++) {
                try (RawClient client = client(edge, tls)) {
                    client.sendHead("GET / HTTP/1.1", "Host: app.test");
                    client.readHead();
                    client.exactBytes(i * 200_000);
                    client.reset();
                }
            }
            allEnded(edge, backend, log, "client_gone");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aClientThatResetsItsUpload(boolean tls) throws Exception {
        try (RawBackend backend = RawBackend.start(peer -> {
                    peer.requestHead();
                    for (int i = 0; i < 64; i++) {
                        peer.exactBytes(MIB);
                    }
                });
                Edge edge = edge(backend, tls);
                LogWatch log = new LogWatch()) {
            for (int i = 0; i < TIMES; i++) {
                int seen = backend.requests().size();
                try (RawClient client = client(edge, tls)) {
                    client.sendHead("POST / HTTP/1.1", "Host: app.test", "Content-Length: " + 64 * MIB);
                    client.send(new byte[i * 100_000]);
                    Awaitility.await().until(() -> backend.requests().size() > seen);
                    client.reset();
                }
            }
            allEnded(edge, backend, log, "client_gone");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aBackendThatResetsADownloadToASlowClient(boolean tls) throws Exception {
        try (RawBackend backend = RawBackend.start(peer -> {
                    peer.request();
                    peer.send("HTTP/1.1 200 OK\r\nContent-Length: " + 64 * MIB + "\r\n\r\n");
                    peer.sendInBackground(block, 8).join();
                    peer.reset();
                });
                Edge edge = edge(backend, tls);
                LogWatch log = new LogWatch()) {
            for (int i = 0; i < TIMES; i++) {
                try (RawClient client = client(edge, tls)) {
                    client.sendHead("GET / HTTP/1.1", "Host: app.test");
                    client.readHead();
                    assertThat(client.untilClosed().length()).isLessThanOrEqualTo(8 * MIB);
                }
            }
            allEnded(edge, backend, log, "backend_truncated");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aBackendThatResetsAnUploadUnanswered(boolean tls) throws Exception {
        try (RawBackend backend = RawBackend.start(peer -> {
                    peer.requestHead();
                    peer.exactBytes(300_000);
                    peer.reset();
                });
                Edge edge = edge(backend, tls);
                LogWatch log = new LogWatch()) {
            for (int i = 0; i < TIMES; i++) {
                try (RawClient client = client(edge, tls)) {
                    client.sendHead("POST / HTTP/1.1", "Host: app.test", "Content-Length: " + 64 * MIB);
                    Thread uploader = client.sendInBackground(block, 4);
                    assertThat(client.response().status()).isEqualTo(502);
                    client.reset();
                    uploader.join();
                }
            }
            allEnded(edge, backend, log, "backend_reset");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void bothAtTheSameTime(boolean tls) throws Exception {
        try (RawBackend backend = RawBackend.start(peer -> {
                    peer.requestHead();
                    peer.send("HTTP/1.1 200 OK\r\nContent-Length: " + 64 * MIB + "\r\n\r\n");
                    peer.sendInBackground(block, 64);
                    while (true) {
                        peer.exactBytes(1000);
                    }
                });
                Edge edge = edge(backend, tls);
                LogWatch log = new LogWatch()) {
            for (int i = 0; i < TIMES; i++) {
                CountDownLatch ready = new CountDownLatch(1);
                try (RawClient client = client(edge, tls)) {
                    client.sendHead("POST / HTTP/1.1", "Host: app.test", "Content-Length: " + 64 * MIB);
                    client.sendInBackground(block, 64);
                    client.readHead();
                    client.exactBytes(i * 100_000);
                    Thread other = Thread.ofPlatform().start(() -> {
                        ready.countDown();
                        reset(backend);
                    });
                    ready.await();
                    client.reset();
                    other.join();
                }
            }
            allEnded(edge, backend, log, null);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", "X: y\r\n\r\nhello"})
    void anAnswerThatAnHttp10ClientWouldTakeForWhole(String answer) throws Exception {
        try (RawBackend backend = RawBackend.start(peer -> {
                    peer.request();
                    peer.send("HTTP/1.1 200 OK\r\n" + answer);
                    peer.untilClosed();
                });
                Edge edge = edge(backend, false);
                RawClient client = edge.client()) {
            client.sendHead("GET / HTTP/1.0", "Host: app.test");
            client.readHead();
            assertThat(client.exactly(5)).isEqualTo("hello");
            backend.resetAll();
            // an orderly end would be the end of the answer: only a reset is none
            assertThatThrownBy(client::expectEnd).isInstanceOf(SocketException.class);
        }
    }

    private static void allEnded(Edge edge, RawBackend backend, LogWatch log, @Nullable String cause) throws Exception {
        Ends ends = new Ends(edge);
        Awaitility.await().untilAsserted(() -> assertThat(ends.count()).isGreaterThanOrEqualTo(TIMES));
        Awaitility.await().until(() -> backend.openConnections() == 0);
        assertThat(ends.count()).as("each ends once").isEqualTo(TIMES);
        assertThat(ends.failed()).isEqualTo(TIMES);
        if (cause != null) {
            assertThat(ends.failed(cause)).isEqualTo(TIMES);
        }
        assertThat(log.warnings()).isEmpty();
    }

    private static void reset(RawBackend backend) {
        try {
            backend.resetAll();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Edge edge(RawBackend backend, boolean tls) throws Exception {
        return Edge.start(Ends.ADMIN + "sites: {app.test: {tls: " + (tls ? "self-signed" : "off") + ", to: \""
                + backend.target() + "\", health: off, hold: off, retry: 0}}");
    }

    private static RawClient client(Edge edge, boolean tls) throws Exception {
        return tls ? edge.tlsClient("app.test") : RawClient.slowReader(edge.plain());
    }
}
