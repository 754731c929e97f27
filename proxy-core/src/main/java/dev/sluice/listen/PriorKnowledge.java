package dev.sluice.listen;

import dev.sluice.http1.Http1ClientStream;
import dev.sluice.http2.Http2ClientConnection;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells on a plain connection whether the client speaks HTTP/2 without having asked (RFC 9113 §3.3): by its first bytes, which no
 * HTTP/1 request begins with. Until that is clear they wait here, under the timers of HTTP/1.
 */
final class PriorKnowledge extends ChannelInboundHandlerAdapter {
    private final Supplier<Http2ClientConnection> http2;
    private @Nullable ByteBuf seen;

    PriorKnowledge(Supplier<Http2ClientConnection> http2) {
        this.http2 = http2;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        ByteBuf before = seen;
        if (before != null) {
            bytes = before.writeBytes(bytes);
            ((ByteBuf) message).release();
            seen = null;
        }
        int preface = Http2ClientConnection.isPreface(bytes);
        if (preface < 0) {
            seen = ctx.alloc().buffer(64).writeBytes(bytes);
            bytes.release();
            return;
        }
        if (preface > 0) {
            ctx.pipeline().replace(Http1ClientStream.class, "http2", http2.get());
        }
        ctx.fireChannelRead(bytes);
        ctx.pipeline().remove(this);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        forget();
        ctx.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        forget();
    }

    private void forget() {
        ByteBuf bytes = seen;
        if (bytes != null) {
            seen = null;
            bytes.release();
        }
    }
}
