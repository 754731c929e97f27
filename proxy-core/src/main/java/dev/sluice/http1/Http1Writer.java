package dev.sluice.http1;

import dev.sluice.http.Buffers;
import dev.sluice.http.Fields;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What one connection sends: small pieces (heads, chunk sizes, short bodies) are gathered in one buffer, long ones follow as they
 * are. Failed writes close the channel, so nobody waits for their outcome.
 */
final class Http1Writer {
    private static final int GATHERED = 2048;
    private static final int LARGEST_COPIED = 1024;
    private static final byte[] CRLF = {'\r', '\n'};
    private static final byte[] LAST_CHUNK = "0\r\n".getBytes(StandardCharsets.US_ASCII);

    private final ChannelHandlerContext ctx;
    private @Nullable ByteBuf gathered;
    private boolean unflushed;
    private boolean chunked;
    private boolean chunkOpen;

    Http1Writer(ChannelHandlerContext ctx) {
        this.ctx = ctx;
    }

    /** Says how the body of the message that starts now is framed. */
    void startMessage(boolean inChunks) {
        chunked = inChunks;
        chunkOpen = false;
    }

    /** The buffer for small pieces, with room for at least {@code bytes}. */
    ByteBuf gather(int bytes) {
        ByteBuf buffer = gathered;
        if (buffer != null && buffer.writableBytes() < bytes) {
            handOver();
            buffer = null;
        }
        if (buffer == null) {
            buffer = ctx.alloc().ioBuffer(Math.max(bytes, GATHERED));
            gathered = buffer;
        }
        return buffer;
    }

    /** Writes body bytes, which are owned by the writer from here on. */
    void body(ByteBuf data) {
        int length = data.readableBytes();
        if (length == 0) {
            data.release();
            return;
        }
        if (chunked) {
            startChunk(length);
        }
        if (length <= LARGEST_COPIED && (hasRoom(length) || Buffers.wasteful(data))) {
            gather(length).writeBytes(data);
            data.release();
            chunkOpen = chunked;
            return;
        }
        handOver();
        // not before: handing over may tell at once that the channel is full, and whoever hears that flushes, which
        // ends an open chunk
        chunkOpen = chunked;
        unflushed = true;
        ctx.write(data, ctx.voidPromise());
    }

    private boolean hasRoom(int bytes) {
        ByteBuf buffer = gathered;
        return buffer != null && buffer.writableBytes() >= bytes;
    }

    /** Ends the message's body. */
    void end(@Nullable Fields trailers) {
        if (!chunked) {
            return;
        }
        ByteBuf buffer = gather(trailers == null ? 8 : 8 + trailers.bytes().length);
        if (chunkOpen) {
            chunkOpen = false;
            buffer.writeBytes(CRLF);
        }
        buffer.writeBytes(LAST_CHUNK);
        if (trailers != null) {
            trailers.writeTo(buffer);
        }
        buffer.writeBytes(CRLF);
        chunked = false;
    }

    /** Hands everything to the network. */
    void flush() {
        if (chunkOpen) {
            // held back until now so that it can share a buffer with what follows
            chunkOpen = false;
            gather(2).writeBytes(CRLF);
        }
        handOver();
        if (unflushed) {
            unflushed = false;
            ctx.flush();
        }
    }

    /** Bytes that were written and not yet taken by the network. */
    long unsent() {
        return Buffers.unsent(ctx.channel());
    }

    /** Gives back what was gathered and will never be sent. */
    void discard() {
        ByteBuf buffer = gathered;
        if (buffer != null) {
            gathered = null;
            buffer.release();
        }
    }

    /** Closes when everything is sent. */
    void close() {
        flush();
        ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    /** Says that nothing more comes, once everything is sent: FIN, or close_notify under TLS. */
    void shutdownOutput() {
        flush();
        Channel channel = ctx.channel();
        SslHandler tls = ctx.pipeline().get(SslHandler.class);
        ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(done -> {
            if (tls != null) {
                tls.closeOutbound();
            } else if (channel instanceof DuplexChannel duplex && channel.isActive()) {
                duplex.shutdownOutput();
            }
        });
    }

    private void startChunk(int length) {
        ByteBuf buffer = gather(12);
        if (chunkOpen) {
            chunkOpen = false;
            buffer.writeBytes(CRLF);
        }
        for (int shift = (31 - Integer.numberOfLeadingZeros(length)) & ~3; shift >= 0; shift -= 4) {
            buffer.writeByte("0123456789abcdef".charAt((length >>> shift) & 15));
        }
        buffer.writeBytes(CRLF);
    }

    private void handOver() {
        ByteBuf buffer = gathered;
        if (buffer != null) {
            gathered = null;
            unflushed = true;
            Buffers.writeGathered(ctx, buffer);
        }
    }
}
