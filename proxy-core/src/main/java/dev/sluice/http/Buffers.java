package dev.sluice.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;

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

    /** Bytes that were written to a channel and not yet taken by the network. On its loop. */
    public static long unsent(Channel channel) {
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        return buffer == null ? 0 : buffer.totalPendingWriteBytes();
    }

    /**
     * Writes what was gathered in a buffer, which is given up. Behind what the network has not taken it may wait for long and is counted by
     * its bytes, so a large buffer does not wait with it. On the channel's loop.
     */
    public static void writeGathered(ChannelHandlerContext ctx, ByteBuf gathered) {
        boolean large = wasteful(gathered) && unsent(ctx.channel()) > 0;
        ctx.write(large ? copied(ctx.alloc(), gathered, 0) : gathered, ctx.voidPromise());
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
