package dev.sluice.harness;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** One end of a connection, with exact bytes in both directions and a timeout on every read. For one thread at a time. */
public abstract sealed class Wire implements AutoCloseable permits RawClient, Peer {
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    final Socket socket;
    final InputStream in;
    final WireReader reader;
    private final OutputStream out;

    Wire(Socket socket, InputStream in) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(in, 16 * 1024);
        this.reader = new WireReader(this.in);
        this.out = socket.getOutputStream();
        socket.setTcpNoDelay(true);
        patience(PATIENCE);
    }

    /** CRLF-ended lines and the empty line behind them. */
    public static String head(String... lines) {
        return String.join("\r\n", lines) + "\r\n\r\n";
    }

    /** How long a read may wait before it fails. */
    public final void patience(Duration patience) throws IOException {
        socket.setSoTimeout((int) patience.toMillis());
    }

    /** Sends the text's characters as bytes (Latin-1), in one write. */
    public final void send(String text) throws IOException {
        send(text.getBytes(ISO_8859_1));
    }

    /** Sends the bytes in one write. */
    public final void send(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    /** Sends CRLF-ended lines and an empty line. */
    public final void sendHead(String... lines) throws IOException {
        send(head(lines));
    }

    /** Sends the text in writes of {@code size} bytes each. */
    public final void sendInPieces(String text, int size) throws IOException {
        byte[] bytes = text.getBytes(ISO_8859_1);
        for (int at = 0; at < bytes.length; at += size) {
            out.write(bytes, at, Math.min(size, bytes.length - at));
            out.flush();
        }
    }

    /** Sends one chunk of a chunked body. */
    public final void sendChunk(String data) throws IOException {
        send(Integer.toHexString(data.length()) + "\r\n" + data + "\r\n");
    }

    /** Sends the block so many times from a thread of its own, which ends where the connection does. */
    public final Thread sendInBackground(byte[] block, int times) {
        return Thread.ofVirtual().start(() -> {
            try {
                for (int i = 0; i < times; i++) {
                    send(block);
                }
            } catch (IOException ended) {
                // The other side may stop reading and close; what it says to that is what tests look at.
            }
        });
    }

    /** Reads exactly so many bytes, as text. */
    public final String exactly(int count) throws IOException {
        return new String(reader.exactly(count), ISO_8859_1);
    }

    /** Reads exactly so many bytes. */
    public final byte[] exactBytes(int count) throws IOException {
        return reader.exactly(count);
    }

    /** Reads up to the end of the connection, orderly or not, and gives what came before. */
    public final String untilClosed() throws IOException {
        StringBuilder text = new StringBuilder();
        byte[] buffer = new byte[8192];
        try {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                text.append(new String(buffer, 0, count, ISO_8859_1));
            }
        } catch (SocketTimeoutException e) {
            throw new AssertionError("the connection is still open; it has sent: " + text, e);
        } catch (SocketException | SSLException | EOFException e) {
            return text.toString();
        }
        return text.toString();
    }

    /** As {@link #untilClosed()}, but content with a connection that stays open and says nothing for half a second. */
    public final String untilClosedOrSilent() throws IOException {
        StringBuilder text = new StringBuilder();
        patience(Duration.ofMillis(500));
        try {
            for (int next = in.read(); next >= 0; next = in.read()) {
                text.append((char) next);
            }
        } catch (SocketTimeoutException | SocketException silent) {
            return text.toString();
        }
        return text.toString();
    }

    /** Fails unless the other side ends the connection (orderly or by reset) without a further byte. */
    public final void expectClosed() throws IOException {
        String rest = untilClosed();
        if (!rest.isEmpty()) {
            throw new AssertionError("expected the end of the connection, but there came: " + rest);
        }
    }

    /** Fails unless the other side ends its direction orderly (FIN), without a further byte. */
    public final void expectEnd() throws IOException {
        int next = in.read();
        if (next >= 0) {
            throw new AssertionError("expected the end of the stream, but there came byte " + next);
        }
    }

    /** Fails if a byte or the end comes within the time. */
    public final void expectSilence(Duration time) throws IOException {
        int before = socket.getSoTimeout();
        patience(time);
        try {
            int next = in.read();
            throw new AssertionError("expected silence, but there came " + (next < 0 ? "the end" : "byte " + next));
        } catch (SocketTimeoutException silent) {
            socket.setSoTimeout(before);
        }
    }

    /** Ends the own direction; the other stays open. */
    public final void shutdownOutput() throws IOException {
        socket.shutdownOutput();
    }

    /** Ends the connection with a reset. */
    public final void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    /** The next message's head as it came; its body is left unread. */
    public final Message readHead() throws IOException {
        Message head = reader.head();
        if (head == null) {
            throw new TruncatedException("before a message");
        }
        return head;
    }

    /** As {@link #readHead()}, but null at an orderly end of the connection. */
    final @Nullable Message headOrEnd() throws IOException {
        return reader.head();
    }

    @Override
    public final void close() throws IOException {
        socket.close();
    }
}
