package dev.sluice.http1;

import dev.sluice.http.Buffers;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/** The bytes that a connection has received and nobody has taken yet: nearly always the rest of one read, or nothing. */
final class Received {
    private @Nullable ByteBuf bytes;

    /** The bytes, or null where there are none. They stay owned by this object. */
    @Nullable
    ByteBuf peek() {
        return bytes;
    }

    boolean isEmpty() {
        ByteBuf buffer = bytes;
        return buffer == null || !buffer.isReadable();
    }

    int size() {
        ByteBuf buffer = bytes;
        return buffer == null ? 0 : buffer.readableBytes();
    }

    /** How much memory the bytes hold. */
    int held() {
        ByteBuf buffer = bytes;
        return buffer == null ? 0 : buffer.capacity();
    }

    /** Adds what was read and takes it over. */
    void add(ByteBufAllocator allocator, ByteBuf received) {
        ByteBuf read = Buffers.fitted(allocator, received);
        ByteBuf before = bytes;
        if (before == null) {
            if (read.isReadable()) {
                bytes = read;
            } else {
                read.release();
            }
            return;
        }
        if (before.writableBytes() >= read.readableBytes() && before.refCnt() == 1 && !before.isReadOnly()) {
            before.writeBytes(read);
        } else {
            int length = before.readableBytes() + read.readableBytes();
            ByteBuf merged = allocator.ioBuffer(length + (length >> 1));
            merged.writeBytes(before).writeBytes(read);
            before.release();
            bytes = merged;
        }
        read.release();
    }

    /** Hands all bytes over to the caller. */
    @Nullable
    ByteBuf take() {
        ByteBuf buffer = bytes;
        bytes = null;
        return buffer;
    }

    /** Gives the buffer back where it has been read to its end. */
    void trim() {
        ByteBuf buffer = bytes;
        if (buffer != null && !buffer.isReadable()) {
            bytes = null;
            buffer.release();
        }
    }

    void release() {
        ByteBuf buffer = bytes;
        if (buffer != null) {
            bytes = null;
            buffer.release();
        }
    }
}
