package dev.sluice.http2;

import dev.sluice.exchange.Flood;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * The field block that is under way: HEADERS and the CONTINUATION frames that follow it (RFC 9113 §4.3). One that is whole in its first
 * frame lies in an array of the worker; only one that is not has an array of its own, until it is whole.
 */
final class HeaderBlock {
    private static final int MAX_CONTINUATIONS = 32;
    private static final byte[] NONE = {};

    private final Http2Shared shared;
    private final int mostBytes;
    private byte[] bytes = NONE;
    private int length;
    private int stream;
    private int continuations;
    private boolean endStream;
    private boolean dependsOnItself;

    HeaderBlock(Http2Shared shared, int mostBytes) {
        this.shared = shared;
        this.mostBytes = mostBytes;
    }

    /** Whether a CONTINUATION frame must come next, and nothing else. */
    boolean open() {
        return stream != 0;
    }

    int stream() {
        return stream;
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    /** How many bytes of heap a block that is not whole holds. */
    int held() {
        return open() ? bytes.length : 0;
    }

    boolean endStream() {
        return endStream;
    }

    /** RFC 7540 §5.3.1: an error that RFC 9113 lets us leave alone, but that nobody makes who means well. */
    boolean dependsOnItself() {
        return dependsOnItself;
    }

    /** Takes a HEADERS frame without its padding. */
    void start(int flags, int id, ByteBuf payload) throws ConnectionError {
        length = 0;
        continuations = 0;
        stream = id;
        endStream = (flags & Frame.END_STREAM) != 0;
        dependsOnItself = false;
        if ((flags & Frame.PRIORITY_FLAG) != 0) {
            if (payload.readableBytes() < 5) {
                throw new ConnectionError(ErrorCode.FRAME_SIZE_ERROR, "HEADERS without room for its priority");
            }
            dependsOnItself = (payload.readInt() & 0x7fff_ffff) == id;
            payload.skipBytes(1);
        }
        bytes = (flags & Frame.END_HEADERS) == 0 ? NONE : shared.block(payload.readableBytes());
        append(payload);
    }

    void goOn(int id, ByteBuf payload) throws ConnectionError {
        if (id != stream) {
            throw new ConnectionError(ErrorCode.PROTOCOL_ERROR, "CONTINUATION without HEADERS before it");
        }
        if (++continuations > MAX_CONTINUATIONS) {
            throw ConnectionError.of(Flood.CONTINUATIONS);
        }
        append(payload);
    }

    /** The block is whole, and nobody looks at its bytes any more. */
    void end() {
        stream = 0;
        bytes = NONE;
    }

    private void append(ByteBuf payload) throws ConnectionError {
        int more = payload.readableBytes();
        if (length + more > mostBytes) {
            throw ConnectionError.of(Flood.HEADER_BLOCK);
        }
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, length + more + (length >> 1));
        }
        payload.readBytes(bytes, length, more);
        length += more;
    }
}
