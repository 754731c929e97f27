package dev.sluice.whole.h2;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.harness.Edge;
import dev.sluice.harness.Message;
import dev.sluice.harness.Peer;
import dev.sluice.harness.RawBackend;
import dev.sluice.harness.RawClient;
import dev.sluice.harness.h2.Frame;
import dev.sluice.harness.h2.H2Backend;
import dev.sluice.harness.h2.H2Client;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/** WebSocket over HTTP/2 (RFC 8441), to backends of either protocol. */
class WebSocketTest {
    private static final String[] CONNECT = {
        ":method", "CONNECT",
        ":protocol", "websocket",
        ":scheme", "http",
        ":path", "/chat",
        ":authority", "app.test",
        "sec-websocket-version", "13",
        "sec-websocket-protocol", "soap",
        "origin", "http://app.test"
    };
    private static final String[] UPGRADE = {
        "GET /chat HTTP/1.1",
        "Host: app.test",
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
    };

    @Test
    void theServerOffersIt() throws Exception {
        try (RawBackend backend = RawBackend.echo();
                Edge edge = Edge.before(backend);
                H2Client client = H2Client.plain(edge.plain())) {
            assertThat(client.settings().setting(Frame.ENABLE_CONNECT_PROTOCOL)).isEqualTo(1);
        }
    }

    @Test
    void aBackendOfHttp1GetsAnUpgradeAndBytesPassBothWays() throws Exception {
        try (RawBackend backend = RawBackend.start(peer -> {
                    Message head = peer.requestHead();
                    assertThat(head.startLine()).isEqualTo("GET /chat HTTP/1.1");
                    assertThat(head.field("Upgrade")).isEqualToIgnoringCase("websocket");
                    assertThat(head.field("Connection")).isEqualToIgnoringCase("upgrade");
                    assertThat(head.field("Host")).isEqualTo("app.test");
                    assertThat(head.field("Sec-WebSocket-Version")).isEqualTo("13");
                    assertThat(head.field("Content-Length")).isNull();
                    assertThat(head.field("Transfer-Encoding")).isNull();
                    accept(peer, head, accepted(head), "Sec-WebSocket-Protocol: soap");
                    assertThat(peer.exactly(5)).isEqualTo("hello");
                    peer.send("HELLO");
                    assertThat(peer.untilClosed()).isEqualTo("bye");
                });
                Edge edge = Edge.before(backend);
                H2Client client = H2Client.plain(edge.plain())) {
            client.send(Frame.headers(1, CONNECT));
            Frame head = client.headers(1);
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.isLast()).isFalse();
            assertThat(head.field("sec-websocket-protocol")).isEqualTo("soap");
            assertThat(head.field("sec-websocket-accept")).isNull();
            assertThat(head.field("upgrade")).isNull();
            assertThat(head.field("connection")).isNull();
            client.send(Frame.data(1, "hello"));
            assertThat(client.take(Frame.DATA, 1).text()).isEqualTo("HELLO");
            client.send(Frame.data(1, "bye").last());
            client.take(
                    "its end", frame -> frame.stream() == 1 && (frame.isLast() || frame.type() == Frame.RST_STREAM));
            client.ping();
        }
    }

    @Test
    void bytesBehindThe101ReachTheClientAndItsEndIsTheStreams() throws Exception {
        try (RawBackend backend = RawBackend.start(peer -> {
                    Message head = peer.requestHead();
                    peer.send(RawClient.head(
                                    "HTTP/1.1 101 Switching Protocols",
                                    "Connection: Upgrade",
                                    "Upgrade: websocket",
                                    "Sec-WebSocket-Accept: " + accepted(head))
                            + "banner");
                });
                Edge edge = Edge.before(backend);
                H2Client client = H2Client.plain(edge.plain())) {
            client.send(Frame.headers(1, CONNECT));
            Frame head = client.headers(1);
            assertThat(head.status()).isEqualTo(200);
            assertThat(client.take(Frame.DATA, 1).text()).isEqualTo("banner");
            client.take(
                    "its end", frame -> frame.stream() == 1 && (frame.isLast() || frame.type() == Frame.RST_STREAM));
        }
    }

    @Test
    void anAcceptThatDoesNotFitTheKeyIsNoWebSocket() throws Exception {
        try (RawBackend backend = RawBackend.start(peer -> {
                    Message head = peer.requestHead();
                    accept(peer, head, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
                    peer.untilClosed();
                });
                Edge edge = Edge.before(backend, "retry: 0");
                H2Client client = H2Client.plain(edge.plain())) {
            client.send(Frame.headers(1, CONNECT));
            Frame answer = client.take("an answer", frame -> frame.stream() == 1);
            if (answer.type() == Frame.HEADERS) {
                assertThat(answer.status()).isEqualTo(502);
            } else {
                assertThat(answer.type()).isEqualTo(Frame.RST_STREAM);
            }
        }
    }

    @Test
    void anotherAnswerIsGivenAsItIs() throws Exception {
        try (RawBackend backend = RawBackend.start(peer -> {
                    peer.requestHead();
                    peer.respond("403 Forbidden", "no");
                    peer.untilClosed();
                });
                Edge edge = Edge.before(backend);
                H2Client client = H2Client.plain(edge.plain())) {
            client.send(Frame.headers(1, CONNECT));
            Frame head = client.headers(1);
            assertThat(head.status()).isEqualTo(403);
            assertThat(client.body(head)).isEqualTo("no");
        }
    }

    @Test
    void aBackendOfHttp2GetsAnExtendedConnect() throws Exception {
        try (H2Backend backend = talking();
                Edge edge = Edge.start(Edge.site("\"" + backend.target() + "\""));
                H2Client client = H2Client.plain(edge.plain())) {
            client.send(Frame.headers(1, CONNECT));
            assertThat(client.headers(1).status()).isEqualTo(200);
            client.send(Frame.data(1, "hello"));
            assertThat(client.take(Frame.DATA, 1).text()).isEqualTo("HELLO");
        }
    }

    @Test
    void anUpgradeOfHttp1ReachesABackendOfHttp2() throws Exception {
        try (H2Backend backend = talking();
                Edge edge = Edge.start(Edge.site("\"" + backend.target() + "\""));
                RawClient client = edge.client()) {
            client.sendHead(UPGRADE);
            Message answer = client.response();
            assertThat(answer.status()).isEqualTo(101);
            assertThat(answer.field("Sec-WebSocket-Accept")).isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
            client.send("hello");
            assertThat(client.exactly(5)).isEqualTo("HELLO");
        }
    }

    /** A backend that takes an extended CONNECT, and answers its first bytes. */
    private static H2Backend talking() throws IOException {
        return H2Backend.start(peer -> {
            peer.open(Frame.ENABLE_CONNECT_PROTOCOL, 1);
            Frame head = peer.request();
            assertThat(head.field(":method")).isEqualTo("CONNECT");
            assertThat(head.field(":protocol")).isEqualTo("websocket");
            assertThat(head.field(":path")).isEqualTo("/chat");
            assertThat(head.field(":scheme")).isEqualTo("http");
            assertThat(head.field(":authority")).isEqualTo("app.test");
            assertThat(head.field("upgrade")).isNull();
            assertThat(head.field("sec-websocket-key")).isNull();
            assertThat(head.isLast()).isFalse();
            peer.send(Frame.headers(head.stream(), ":status", "200"));
            assertThat(peer.take(Frame.DATA, head.stream()).text()).isEqualTo("hello");
            peer.send(Frame.data(head.stream(), "HELLO"));
            peer.expectEnd();
        });
    }

    private static void accept(Peer peer, Message head, String accept, String... more) throws IOException {
        assertThat(head.field("Sec-WebSocket-Key")).isNotNull();
        StringBuilder lines = new StringBuilder("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n"
                + "Upgrade: websocket\r\nSec-WebSocket-Accept: " + accept + "\r\n");
        for (String line : more) {
            lines.append(line).append("\r\n");
        }
        peer.send(lines + "\r\n");
    }

    /** RFC 6455 §4.2.2. */
    private static String accepted(Message head) throws Exception {
        String key = head.field("Sec-WebSocket-Key") + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
        return Base64.getEncoder()
                .encodeToString(MessageDigest.getInstance("SHA-1").digest(key.getBytes(ISO_8859_1)));
    }
}
