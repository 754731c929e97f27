package dev.sluice.whole.h2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.harness.Edge;
import dev.sluice.harness.Message;
import dev.sluice.harness.Peer;
import dev.sluice.harness.RawBackend;
import dev.sluice.harness.h2.Frame;
import dev.sluice.harness.h2.H2Client;
import dev.sluice.harness.h2.H2Client.Failed;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The site {@code app.test} before an HTTP/1.1 backend that does what the path says: {@code /held} is never answered, {@code /of/n}
 * gives n bytes, anything else is echoed. With the system property {@code h2.server} (a port) the clients go to another server, which
 * passes its requests on to the port {@code h2.backend}: so the tests themselves are tried.
 */
final class Stage implements AutoCloseable {
    private static final @Nullable String OTHER = System.getProperty("h2.server");
    private final RawBackend backend;
    private final Edge edge;

    private Stage(String head, String... keys) throws Exception {
        this.backend = RawBackend.startAt(OTHER == null ? 0 : Integer.getInteger("h2.backend"), Stage::talk);
        this.edge = Edge.start(head + Edge.site(backend.target(), keys));
    }

    static Stage start() throws Exception {
        return new Stage("");
    }

    /** With these further lines at the head of the configuration. */
    static Stage with(String head) throws Exception {
        return new Stage(head + "\n");
    }

    /** A GET of this path; further names and values in turn. */
    static String[] get(String path, String... more) {
        return request("GET", path, more);
    }

    static String[] post(String path, String... more) {
        return request("POST", path, more);
    }

    static String[] request(String method, String path, String... more) {
        List<String> fields =
                new ArrayList<>(List.of(":method", method, ":scheme", "http", ":path", path, ":authority", "app.test"));
        fields.addAll(Arrays.asList(more));
        return fields.toArray(String[]::new);
    }

    /** HEADERS of a whole GET. */
    static Frame getting(int stream, String path, String... more) {
        return Frame.headers(stream, get(path, more)).last();
    }

    /** HEADERS of a POST whose body follows. */
    static Frame posting(int stream, String path, String... more) {
        return Frame.headers(stream, post(path, more));
    }

    InetSocketAddress address() {
        return OTHER == null ? edge.plain() : new InetSocketAddress("127.0.0.1", Integer.parseInt(OTHER));
    }

    /** A client whose connection is open. */
    H2Client client(int... settings) throws IOException {
        return H2Client.plain(address(), settings);
    }

    RawBackend backend() {
        return backend;
    }

    Edge edge() {
        return edge;
    }

    /** Fails unless what the client does is a connection error. */
    void expectConnectionError(Case wrong) throws Exception {
        try (H2Client client = client()) {
            act(wrong, client);
            client.expectConnectionError(wrong.errors());
        }
    }

    /** Fails unless what the client does on stream 1 is a stream error, after which the connection serves, or a connection error. */
    void expectStreamError(Case wrong) throws Exception {
        try (H2Client client = client()) {
            act(wrong, client);
            if (client.expectStreamError(1, wrong.errors()) == Failed.STREAM) {
                expectServes(client);
            }
        }
    }

    /** Fails unless the connection answers a good request. */
    static void expectServes(H2Client client) throws IOException {
        int stream = client.newStream();
        client.send(getting(stream, "/good"));
        Frame head = client.headers(stream);
        assertThat(head.status()).isEqualTo(200);
        assertThat(client.body(head)).isEqualTo("GET /good ");
    }

    @Override
    public void close() throws IOException {
        edge.close();
        backend.close();
    }

    /** The server may have closed before the last of it is sent: what it said before that counts. */
    private static void act(Case wrong, H2Client client) throws Exception {
        try {
            wrong.act().on(client);
        } catch (IOException closed) {
            // as above
        }
    }

    private static void talk(Peer peer) throws IOException {
        for (Message request = head(peer); request != null; request = head(peer)) {
            String target = request.target();
            if (target.startsWith("/of/")) {
                peer.respondOk("x".repeat(Integer.parseInt(target.substring(4))));
            } else {
                peer.respondOk(
                        request.method().equals("HEAD") ? "" : request.method() + " " + target + " " + request.body());
            }
        }
    }

    /** The next request that wants an answer; null at the end. */
    private static @Nullable Message head(Peer peer) throws IOException {
        Message head = peer.requestHead();
        if (head.target().startsWith("/held")) {
            peer.untilClosed();
            return null;
        }
        return peer.rest(head);
    }
}
