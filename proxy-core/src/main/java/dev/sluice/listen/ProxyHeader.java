package dev.sluice.listen;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import java.net.UnknownHostException;
import java.util.concurrent.TimeUnit;

/**
 * Takes the client's address from the PROXY header (v1 or v2) of a trusted proxy; whatever else it sends ends the connection. A header
 * without an address is taken too: load balancers look by it whether somebody is there.
 */
final class ProxyHeader extends SimpleChannelInboundHandler<HAProxyMessage> {
    private final ConnectionInitializer.ClientConnectionSetup setup;

    ProxyHeader(ConnectionInitializer.ClientConnectionSetup setup) {
        this.setup = setup;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, HAProxyMessage message) throws UnknownHostException {
        setup.speakFor(ctx.channel(), Origin.of(message, setup.peer()));
        ctx.pipeline().remove(this);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        long timeout = setup.headerTimeoutNanos();
        if (timeout > 0) {
            ctx.executor()
                    .schedule(
                            () -> {
                                if (!ctx.isRemoved()) {
                                    ctx.close();
                                }
                            },
                            timeout,
                            TimeUnit.NANOSECONDS);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
