package dev.sluice.real;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.sluice.harness.RawClient;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * Clients that make a proxy hold something and then do nothing more. Each costs this process a socket and nothing else, however much it
 * costs the proxy. They ask for paths of {@link CrowdStage}.
 */
enum Crowd {
    /** Connects and says nothing. */
    SILENT(5_000),
    /** Has asked once and waits, in plain text. */
    IDLE(5_000),
    /** Has asked once over TLS and waits. */
    IDLE_TLS(5_000),
    /** Has asked sixteen times over HTTP/2 and waits. */
    IDLE_HTTP2(2_000),
    /** Waits for an answer that never comes. */
    WAITING(3_000),
    /** Waits for a backend that is not there. */
    HELD(3_000),
    /** A WebSocket on which nothing is said. */
    WEB_SOCKET(1_000),
    /** Takes nothing of an answer of 10 MB. */
    SLOW_READER(1_000),
    /** The same over TLS. */
    SLOW_READER_TLS(1_000),
    /** Stops in the middle of an upload. */
    STOPPED_UPLOAD(1_000),
    /** Sends 60 KB of a head that never ends. */
    HALF_HEAD(2_000),
    /** Begins a ClientHello. */
    HALF_HELLO(5_000),
    /** Begins a ClientHello of 16 KB. */
    LONG_HALF_HELLO(5_000),
    /** Leaves the handshake when the server has spoken. */
    HALF_HANDSHAKE(3_000),
    /** Sends half a record of TLS after the handshake. */
    HALF_RECORD(3_000),
    /** A hundred heads of 60 KB with windows of 0, as they are. */
    LARGE_HEADS(200),
    /** The same by one entry of the dynamic table. */
    REPEATED_HEADS(200),
    /** The same by the Huffman code. */
    HUFFMAN_HEADS(200),
    /** {@link #REPEATED_HEADS} for a host that nobody has. */
    STRANGE_HEADS(200),
    /** Has been told that nobody has its host, and had sent 60 KB of trailers. */
    TRAILERS(5_000),
    /** A hundred requests that wait for a backend, with trailers of 60 KB that are one entry of the dynamic table. */
    REPEATED_TRAILERS(200),
    /** A hundred uploads over HTTP/2 whose backend takes nothing. */
    STALLED_STREAMS(200),
    /** A thousand pipelined requests behind one that is not answered. */
    PIPELINED(2_000);

    private static final int HEAD = 60_000;
    private final int full;

    Crowd(int full) {
        this.full = full;
    }

    /** How many of them an edge with 128 MB must bear. */
    int full() {
        return full;
    }

    /** One of them, that has done what it does. */
    Socket join(InetSocketAddress plain, InetSocketAddress tls) throws IOException {
        return switch (this) {
            case SILENT -> connected(plain);
            case IDLE -> asked(connected(plain), get("/fast"));
            case IDLE_TLS -> CrowdTls.asked(connected(tls), get("/fast"));
            case IDLE_HTTP2 -> CrowdHttp2.answered(connected(plain), CrowdHttp2.small());
            case WAITING -> said(connected(plain), get("/hang"));
            case HELD -> said(connected(plain), RawClient.head("GET / HTTP/1.1", "Host: held.test"));
            case WEB_SOCKET -> asked(connected(plain), upgrade());
            case SLOW_READER -> said(slow(plain), get("/big"));
            case SLOW_READER_TLS -> CrowdTls.said(slow(tls), get("/big"));
            case STOPPED_UPLOAD ->
                said(connected(plain), head("POST /hang HTTP/1.1", "Content-Length: 10000000") + "x".repeat(50_000));
            case HALF_HEAD -> said(connected(plain), "GET / HTTP/1.1\r\nHost: app.test\r\nX: " + "x".repeat(HEAD));
            case HALF_HELLO -> said(connected(tls), CrowdTls.hello(200));
            case LONG_HALF_HELLO -> said(connected(tls), CrowdTls.hello(15_000));
            case HALF_HANDSHAKE -> CrowdTls.left(connected(tls));
            case HALF_RECORD -> said(CrowdTls.asked(connected(tls), get("/fast")), CrowdTls.record(16_000));
            case LARGE_HEADS -> CrowdHttp2.said(connected(plain), CrowdHttp2.large(HEAD));
            case REPEATED_HEADS -> CrowdHttp2.said(connected(plain), CrowdHttp2.repeated(HEAD, "app.test"));
            case HUFFMAN_HEADS -> CrowdHttp2.said(connected(plain), CrowdHttp2.huffman(HEAD));
            case STRANGE_HEADS -> CrowdHttp2.said(connected(plain), CrowdHttp2.repeated(HEAD, "nobody.test"));
            case TRAILERS -> asked(connected(plain), trailers());
            case REPEATED_TRAILERS -> CrowdHttp2.said(connected(plain), CrowdHttp2.repeatedTrailers(HEAD));
            case STALLED_STREAMS -> CrowdHttp2.said(connected(plain), CrowdHttp2.uploads());
            case PIPELINED -> said(connected(plain), get("/hang") + get("/fast").repeat(1_000));
        };
    }

    private static Socket connected(InetSocketAddress address) throws IOException {
        return connected(new Socket(), address);
    }

    private static Socket slow(InetSocketAddress address) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4096);
        return connected(socket, address);
    }

    private static Socket connected(Socket socket, InetSocketAddress address) throws IOException {
        socket.connect(address, 10_000);
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static Socket said(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(ISO_8859_1));
        return socket;
    }

    private static Socket asked(Socket socket, String text) throws IOException {
        said(socket, text);
        if (socket.getInputStream().read(new byte[4096]) < 0) {
            throw new EOFException("no answer");
        }
        return socket;
    }

    private static String get(String path) {
        return head("GET " + path + " HTTP/1.1");
    }

    private static String upgrade() {
        return head(
                "GET /socket HTTP/1.1",
                "Connection: Upgrade",
                "Upgrade: websocket",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");
    }

    private static String trailers() {
        return RawClient.head("POST / HTTP/1.1", "Host: nobody.test", "Transfer-Encoding: chunked") + "0\r\nX-T: "
                + "x".repeat(HEAD) + "\r\n\r\n";
    }

    private static String head(String... lines) {
        return RawClient.head(String.join("\r\n", lines), "Host: app.test");
    }
}
