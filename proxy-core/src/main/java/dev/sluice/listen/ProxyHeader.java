package dev.sluice.listen;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.TimeUnit;

/** Takes the client's address from the PROXY header (v1 or v2) of a trusted proxy; whatever else it sends ends the connection. */
final class ProxyHeader extends SimpleChannelInboundHandler<HAProxyMessage> {
    private final ConnectionInitializer.ClientConnectionSetup setup;

    ProxyHeader(ConnectionInitializer.ClientConnectionSetup setup) {
        this.setup = setup;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, HAProxyMessage message) throws UnknownHostException {
        InetAddress address = setup.peer().getAddress();
        int port = setup.peer().getPort();
        HAProxyProxiedProtocol protocol = message.proxiedProtocol();
        if (protocol == HAProxyProxiedProtocol.TCP4 || protocol == HAProxyProxiedProtocol.TCP6) {
            byte[] bytes = NetUtil.createByteArrayFromIpAddressString(message.sourceAddress());
            if (bytes != null) {
                address = InetAddress.getByAddress(bytes);
                port = message.sourcePort();
            }
        }
        setup.afterProxyHeader(ctx.channel(), address, port);
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
