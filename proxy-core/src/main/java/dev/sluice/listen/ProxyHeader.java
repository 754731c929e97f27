package dev.sluice.listen;

import dev.sluice.worker.Deadline;
import dev.sluice.worker.Worker;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * Takes the client's address from the PROXY header (v1 or v2) of a trusted proxy; whatever else it sends ends the connection. A header
 * without an address is taken too: load balancers look by it whether somebody is there.
 */
final class ProxyHeader extends SimpleChannelInboundHandler<HAProxyMessage> {
    private final ConnectionInitializer.ClientConnectionSetup setup;
    private final Worker worker;
    private @Nullable Deadline timeout;

    ProxyHeader(ConnectionInitializer.ClientConnectionSetup setup, Worker worker) {
        this.setup = setup;
        this.worker = worker;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, HAProxyMessage message) throws UnknownHostException {
        setup.speakBehind(ctx.channel(), Origin.of(message, setup.peer()));
        ctx.pipeline().remove(this);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        long nanos = setup.headerTimeoutNanos();
        if (nanos > 0) {
            Deadline deadline = new Deadline() {
                @Override
                protected void expired() {
                    ctx.close();
                }
            };
            timeout = deadline;
            worker.deadlines().set(deadline, worker.now(), nanos);
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        Deadline deadline = timeout;
        if (deadline != null) {
            worker.deadlines().cancel(deadline);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
