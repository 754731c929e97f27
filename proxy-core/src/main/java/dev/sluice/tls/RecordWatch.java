package dev.sluice.tls;

import dev.sluice.worker.Held;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Follows the records of TLS (RFC 8446 section 5.1) on their way in, just far enough to know whether one has come in part: the TLS library
 * holds a buffer for it until the rest comes, which is to be counted like any other that a client can make us hold.
 */
final class RecordWatch extends ChannelInboundHandlerAdapter {
    private static final int HEADER = 5;
    /** What the library takes for one record. */
    private static final int BUFFER = 17 * 1024;

    private final Held held;
    private int headerSeen;
    private int length;
    private int left;

    RecordWatch(Held held) {
        this.held = held;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        follow((ByteBuf) message);
        ctx.fireChannelRead(message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        held.set(left > 0 || headerSeen > 0 ? BUFFER : 0);
        ctx.fireChannelReadComplete();
    }

    /** Follows bytes that have come; they stay as they are. */
    void follow(ByteBuf bytes) {
        int at = bytes.readerIndex();
        int end = bytes.writerIndex();
        while (at < end) {
            if (left > 0) {
                int skipped = Math.min(left, end - at);
                left -= skipped;
                at += skipped;
            } else if (headerSeen == 0 && end - at >= HEADER) {
                left = bytes.getUnsignedShort(at + 3);
                at += HEADER;
            } else {
                header(bytes.getUnsignedByte(at++));
            }
        }
    }

    /** A header that comes in pieces; its last two bytes are the length of what follows. */
    private void header(int b) {
        headerSeen++;
        if (headerSeen == HEADER - 1) {
            length = b << 8;
        } else if (headerSeen == HEADER) {
            left = length | b;
            headerSeen = 0;
        }
    }
}
