package dev.sluice.harness.h2;

import dev.sluice.harness.Message.Field;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One end of an HTTP/2 connection: any bytes out, whole frames in. Reading begins, on a thread of its own, when the test first asks for
 * a frame, and goes on by itself from then. SETTINGS and PING are acknowledged as they are taken. The rest is for one thread at a time.
 */
public abstract sealed class FrameWire implements AutoCloseable permits H2Client, H2Peer {
    /** What a client says first (RFC 9113 §3.4). */
    public static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

    private static final int LONGEST = 16_384;
    private static final Frame END = Frame.of(0xff, 0, 0);
    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;
    private final DefaultHttp2HeadersDecoder hpack = new DefaultHttp2HeadersDecoder(false, 1 << 24);
    private final LinkedBlockingQueue<Frame> arrived = new LinkedBlockingQueue<>();
    private final List<Frame> passedOver = new LinkedList<>();
    private final List<Frame> seen = new ArrayList<>();
    private Duration patience = Duration.ofSeconds(5);
    private boolean acknowledging = true;
    private boolean reading;
    private boolean ended;

    FrameWire(Socket socket, InputStream in) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(new BufferedInputStream(in, 64 * 1024));
        this.out = socket.getOutputStream();
        socket.setTcpNoDelay(true);
    }

    /** How long to wait for a frame before the test fails. */
    public final void patience(Duration longest) {
        patience = longest;
    }

    /** From now on SETTINGS and PING are left unanswered. */
    public final void acknowledgesNothing() {
        acknowledging = false;
    }

    /** Sends the bytes in one write. */
    public final void send(byte[] bytes) throws IOException {
        synchronized (out) {
            out.write(bytes);
            out.flush();
        }
    }

    /** Sends the frames in one write. */
    public final void send(Frame... frames) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (Frame frame : frames) {
            bytes.writeBytes(frame.bytes());
        }
        send(bytes.toByteArray());
    }

    /** Sends the block so many times from a thread of its own, which ends where the connection does. */
    public final Thread sendInBackground(byte[] block, int times) {
        return Thread.ofVirtual().start(() -> {
            try {
                for (int i = 0; i < times; i++) {
                    send(block);
                }
            } catch (IOException ended) {
                // What the other side says to that is what tests look at.
            }
        });
    }

    /** The next frame that nobody took; null at the end of the connection. */
    public final @Nullable Frame next() {
        return passedOver.isEmpty() ? arrival("any frame") : passedOver.removeFirst();
    }

    /** The first frame that is so; what comes before it can be taken later. */
    public final Frame take(String what, Predicate<Frame> wanted) {
        Frame frame = takeOrEnd(what, wanted);
        if (frame == null) {
            throw new AssertionError("the connection ended before " + what + "; it sent " + seen);
        }
        return frame;
    }

    /** As {@link #take}, but null where the connection ends before. */
    public final @Nullable Frame takeOrEnd(String what, Predicate<Frame> wanted) {
        for (Iterator<Frame> frames = passedOver.iterator(); frames.hasNext(); ) {
            Frame frame = frames.next();
            if (wanted.test(frame)) {
                frames.remove();
                return frame;
            }
        }
        for (Frame frame = arrival(what); frame != null; frame = arrival(what)) {
            if (wanted.test(frame)) {
                return frame;
            }
            passedOver.add(frame);
        }
        return null;
    }

    /** Takes the next frame of this type on this stream. */
    public final Frame take(int type, int stream) {
        return take(Frame.of(type, 0, stream).toString(), frame -> frame.is(type, stream));
    }

    /** The next HEADERS on this stream; fails at once where the stream is reset instead. */
    public final Frame headers(int stream) {
        Frame frame = take(
                "HEADERS on " + stream,
                next -> next.is(Frame.HEADERS, stream) || next.is(Frame.RST_STREAM, stream) || isError(next));
        if (frame.type() != Frame.HEADERS) {
            throw new AssertionError("expected HEADERS on " + stream + ", but there came " + frame + " in " + seen);
        }
        return frame;
    }

    /** The rest of a message behind its HEADERS: DATA up to END_STREAM as text, trailers left aside. */
    public final String body(Frame head) {
        StringBuilder text = new StringBuilder();
        for (Frame frame = head; !frame.isLast(); ) {
            frame = take("the end of stream " + head.stream(), next -> next.stream() == head.stream());
            if (frame.type() == Frame.RST_STREAM) {
                throw new AssertionError("stream " + head.stream() + " was reset: " + seen);
            }
            text.append(frame.type() == Frame.DATA ? frame.text() : "");
        }
        return text.toString();
    }

    /** Sends a PING and takes its acknowledgement: all that was sent before has been seen. */
    public final void ping() throws IOException {
        send(Frame.ping(0x5eed));
        take("the acknowledgement of a PING", frame -> frame.type() == Frame.PING && frame.isAck());
    }

    /** All frames that were taken or passed over so far. */
    public final List<Frame> seen() {
        return List.copyOf(seen);
    }

    /** The other side's first SETTINGS, once they were taken. */
    public final Frame settings() {
        return seen.stream()
                .filter(frame -> frame.type() == Frame.SETTINGS && !frame.isAck())
                .findFirst()
                .orElseThrow();
    }

    /** Takes frames up to the end of the connection. */
    public final void expectEnd() {
        takeOrEnd("the end of the connection", frame -> false);
    }

    @Override
    public final void close() throws IOException {
        socket.close();
    }

    final Socket socket() {
        return socket;
    }

    final byte[] exactly(int count) throws IOException {
        byte[] bytes = new byte[count];
        in.readFully(bytes);
        return bytes;
    }

    private static boolean isError(Frame frame) {
        return frame.type() == Frame.GOAWAY && frame.number(4) != 0;
    }

    private @Nullable Frame arrival(String what) {
        if (ended) {
            return null;
        }
        Frame frame = polled(what);
        if (frame == END) {
            ended = true;
            return null;
        }
        seen.add(frame);
        acknowledge(frame);
        return frame;
    }

    private Frame polled(String what) {
        if (!reading) {
            reading = true;
            Thread.ofVirtual().name("frames").start(this::read);
        }
        try {
            Frame frame = arrived.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
            if (frame == null) {
                throw new AssertionError("waited for " + what + " in vain; there came " + seen);
            }
            return frame;
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    private void acknowledge(Frame frame) {
        boolean wanted = frame.type() == Frame.SETTINGS || frame.type() == Frame.PING;
        if (wanted && acknowledging && !frame.isAck()) {
            byte[] payload = frame.type() == Frame.PING ? frame.payload() : new byte[0];
            try {
                send(Frame.of(frame.type(), Frame.ACK, 0, payload));
            } catch (IOException ended) {
                // The next frame, or the end, says so.
            }
        }
    }

    private void read() {
        try {
            while (true) {
                Frame frame = frame();
                arrived.add(frame.type() == Frame.HEADERS ? decoded(frame) : frame);
            }
        } catch (IOException | Http2Exception end) {
            arrived.add(END);
        }
    }

    /** No test asks for frames that are longer than the first settings allow (RFC 9113 §4.2). */
    private Frame frame() throws IOException {
        int start = in.readInt();
        if (start >>> 8 > LONGEST) {
            throw new IOException("a frame of " + (start >>> 8) + " bytes");
        }
        int flags = in.readUnsignedByte();
        int stream = in.readInt();
        return Frame.of(start & 0xff, flags, stream & 0x7fffffff, exactly(start >>> 8));
    }

    /** With the block of its CONTINUATION frames behind its own. */
    private Frame decoded(Frame head) throws IOException, Http2Exception {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        block.writeBytes(fragment(head));
        for (Frame last = head; !last.has(Frame.END_HEADERS); ) {
            last = frame();
            block.writeBytes(last.payload());
        }
        List<Field> fields = new ArrayList<>();
        hpack.decodeHeaders(head.stream(), Unpooled.wrappedBuffer(block.toByteArray()))
                .forEach(each -> fields.add(
                        new Field(each.getKey().toString(), each.getValue().toString())));
        int flags = Frame.END_HEADERS | (head.isLast() ? Frame.END_STREAM : 0);
        return new Frame(Frame.HEADERS, flags, head.stream(), block.toByteArray(), fields);
    }

    private static byte[] fragment(Frame head) {
        byte[] payload = head.payload();
        int padding = head.has(Frame.PADDED) ? payload[0] & 0xff : 0;
        int start = (head.has(Frame.PADDED) ? 1 : 0) + (head.has(Frame.WITH_PRIORITY) ? 5 : 0);
        return Arrays.copyOfRange(payload, start, payload.length - padding);
    }
}
