package dev.sluice.real;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.sluice.harness.h2.Block;
import dev.sluice.harness.h2.Frame;
import dev.sluice.harness.h2.FrameWire;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Arrays;

/** Words of clients that speak HTTP/2 in plain text, with prior knowledge. */
final class CrowdHttp2 {
    private static final int STREAMS = 100;
    private static final int SIXTEEN = 16;
    private static final int PIECE = 16_000;

    private CrowdHttp2() {}

    /** Says all of it and takes the answers to {@link #small}. */
    static Socket answered(Socket socket, byte[] frames) throws IOException {
        say(socket, Frame.settings(), frames);
        InputStream in = socket.getInputStream();
        for (int seen = 0; seen < SIXTEEN; ) {
            byte[] head = in.readNBytes(9);
            in.skipNBytes((head[0] & 255) << 16 | (head[1] & 255) << 8 | head[2] & 255);
            seen += head[3] <= Frame.HEADERS && (head[4] & Frame.END_STREAM) != 0 ? 1 : 0;
        }
        return socket;
    }

    /** Says all of it with windows of 0, up to where the other side has enough of it. */
    static Socket said(Socket socket, byte[] frames) throws IOException {
        Thread.ofVirtual().start(() -> drain(socket));
        try {
            say(socket, Frame.settings(Frame.INITIAL_WINDOW_SIZE, 0), frames);
        } catch (IOException givenUp) {
            return socket; // as it may be, for others
        }
        return socket;
    }

    private static void say(Socket socket, Frame settings, byte[] frames) throws IOException {
        socket.getOutputStream().write(FrameWire.PREFACE.getBytes(ISO_8859_1));
        socket.getOutputStream().write(settings.bytes());
        socket.getOutputStream().write(frames);
    }

    private static void drain(Socket socket) {
        try {
            socket.setSoTimeout(0);
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (IOException gone) {
            return; // given up, or closed by the test
        }
    }

    /** Sixteen requests of usual size that fill the dynamic table. */
    static byte[] small() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < SIXTEEN; i++) {
            Block block = request("GET", "/fast", "app.test")
                    .indexing("user-agent", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36")
                    .indexing("x-number", Integer.toString(i));
            headers(out, i, block);
        }
        return out.toByteArray();
    }

    /** Heads of so many bytes as they are. */
    static byte[] large(int size) {
        String value = "v".repeat(size / 4);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < STREAMS; i++) {
            Block block = request("GET", "/fast", "app.test");
            headers(out, i, block.literals("x-a", value, "x-b", value, "x-c", value, "x-d", value));
        }
        return out.toByteArray();
    }

    /** Heads of so many bytes whose fields are one entry of the dynamic table. */
    static byte[] repeated(int size, String host) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < STREAMS; i++) {
            Block block = request("GET", "/fast", host);
            if (i == 0) {
                block.indexing("x-large", "v".repeat(size / 20));
            }
            for (int k = 0; k < 19; k++) {
                block.indexed(62);
            }
            headers(out, i, block);
        }
        return out.toByteArray();
    }

    /** Trailers of so many bytes whose fields are one entry of the dynamic table. */
    static byte[] repeatedTrailers(int size) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < STREAMS; i++) {
            byte[] head = request("POST", "/", "held.test").bytes();
            out.writeBytes(Frame.block(1 + 2 * i, head).bytes());
            Block trailers = new Block();
            if (i == 0) {
                trailers.indexing("x-large", "v".repeat(size / 20));
            }
            for (int k = 0; k < 19; k++) {
                trailers.indexed(62);
            }
            headers(out, i, trailers);
        }
        return out.toByteArray();
    }

    /** Heads of so many bytes in five eighths of them: a zero digit has a code of five bits, all of them 0. */
    static byte[] huffman(int size) {
        byte[] zeros = new byte[size / 4 * 5 / 8];
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < STREAMS; i++) {
            Block block = request("GET", "/fast", "app.test");
            for (int k = 0; k < 4; k++) {
                block.raw(0).string("x-zeros").huffman(zeros);
            }
            headers(out, i, block);
        }
        return out.toByteArray();
    }

    /** Uploads that have used the window of the connection together. */
    static byte[] uploads() {
        String piece = "x".repeat(600);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < STREAMS; i++) {
            int stream = 1 + 2 * i;
            out.writeBytes(
                    Frame.block(stream, request("POST", "/hang", "app.test").bytes())
                            .bytes());
            out.writeBytes(Frame.data(stream, piece).bytes());
        }
        return out.toByteArray();
    }

    private static Block request(String method, String path, String host) {
        return new Block().literals(":method", method, ":scheme", "http", ":path", path, ":authority", host);
    }

    private static void headers(ByteArrayOutputStream out, int number, Block fields) {
        byte[] block = fields.bytes();
        for (int at = 0; at < block.length; at += PIECE) {
            int end = Math.min(block.length, at + PIECE);
            int flags = (at == 0 ? Frame.END_STREAM : 0) | (end == block.length ? Frame.END_HEADERS : 0);
            int type = at == 0 ? Frame.HEADERS : Frame.CONTINUATION;
            out.writeBytes(Frame.of(type, flags, 1 + 2 * number, Arrays.copyOfRange(block, at, end))
                    .bytes());
        }
    }
}
