package dev.sluice.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** Keeps small pieces from holding large buffers: whoever sends little into a large buffer could otherwise make us hold all of it. */
public final class Buffers {
    private static final int SMALL = 4096;
    private static final int WASTE = 4;

    private Buffers() {}

    /**
     * The bytes of a buffer that was read into, in one that is not much larger than they are.
     *
     * @param read is given up; the caller owns what is returned, which may be the same
     */
    public static ByteBuf fitted(ByteBufAllocator allocator, ByteBuf read) {
        int length = read.readableBytes();
        if (read.capacity() <= SMALL || length > read.capacity() / WASTE) {
            return read;
        }
        return copied(allocator, read, length);
    }

    /** Whether a piece, which may be a slice, holds a buffer that is much larger than the piece. */
    public static boolean wasteful(ByteBuf piece) {
        ByteBuf whole = piece;
        for (ByteBuf next = whole.unwrap(); next != null; next = whole.unwrap()) {
            whole = next;
        }
        return whole.capacity() > 256 && piece.readableBytes() < whole.capacity() / WASTE;
    }

    /** Copies a piece, which is given up, into a buffer of its own with this capacity at least. */
    public static ByteBuf copied(ByteBufAllocator allocator, ByteBuf piece, int capacity) {
        try {
            return allocator.ioBuffer(Math.max(capacity, piece.readableBytes())).writeBytes(piece);
        } finally {
            piece.release();
        }
    }
}
