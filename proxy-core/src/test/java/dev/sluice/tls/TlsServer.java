package dev.sluice.tls;

import dev.sluice.worker.Worker;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A server on loopback that answers each piece of data with a line about the connection's TLS. */
final class TlsServer implements AutoCloseable {
    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Worker worker = new Worker(0, group.next());
    private final ChannelGroup clients = new DefaultChannelGroup(group.next());
    private final Channel channel;
    final BlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();
    final BlockingQueue<Object> events = new LinkedBlockingQueue<>();

    TlsServer(CertificateStore store) {
        this(store, 10_000_000_000L, null);
    }

    TlsServer(CertificateStore store, long timeoutNanos, @Nullable ChallengeResponder responder) {
        channel = new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel ch) {
                        clients.add(ch);
                        ch.pipeline()
                                .addLast(new HandshakeHandler(worker, store, timeoutNanos, responder))
                                .addLast(new Describe());
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .syncUninterruptibly()
                .channel();
    }

    InetSocketAddress address() {
        return (InetSocketAddress) channel.localAddress();
    }

    int port() {
        return address().getPort();
    }

    @Override
    public void close() {
        channel.close().syncUninterruptibly();
        clients.close().awaitUninterruptibly();
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private final class Describe extends SimpleChannelInboundHandler<ByteBuf> {
        @Override
        protected void channelRead0(ChannelHandlerContext ctx, ByteBuf msg) {
            TlsSession session = TlsSession.of(ctx.channel());
            String line = session == null
                    ? "no session\n"
                    : session.facts() + " " + session.applicationProtocol() + " <"
                            + session.tls().identity() + ">\n";
            ctx.writeAndFlush(ByteBufUtil.writeUtf8(ctx.alloc(), line));
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object evt) {
            events.add(evt);
            if (evt instanceof SslCloseCompletionEvent) {
                ctx.writeAndFlush(ByteBufUtil.writeUtf8(ctx.alloc(), "late\n")).addListener(done -> {
                    events.add(done.isSuccess() ? "late answer written" : "late answer failed");
                });
            }
            if (evt instanceof SslHandshakeCompletionEvent done && !done.isSuccess()) {
                ctx.close();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            failures.add(cause);
            ctx.close();
        }
    }
}
