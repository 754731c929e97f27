package dev.sluice.launch;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpServerExpectContinueHandler;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The backends of the demonstration, on the loopback address at ports that the system chooses: a page, an echo of requests, an echo
 * over WebSocket, a sink for uploads. One thread of their own; not part of the data plane.
 */
final class DemoBackends implements AutoCloseable {
    private final EventLoopGroup loop =
            new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("demo", true), NioIoHandler.newFactory());
    private final int page;
    private final int echo;
    private final int webSocket;
    private final int upload;

    DemoBackends() {
        page = listen(http -> http.addLast(new DemoHandler(DemoHandler.Kind.PAGE)));
        echo = listen(http -> http.addLast(new DemoHandler(DemoHandler.Kind.ECHO)));
        upload = listen(http -> http.addLast(new DemoHandler(DemoHandler.Kind.UPLOAD)));
        webSocket = listen(http ->
                http.addLast(new WebSocketServerProtocolHandler("/", null, true, 1 << 20, false, true), new DemoWebSocket()));
    }

    /** Serves a page of HTML. */
    int page() {
        return page;
    }

    /** Answers with the request: method, target, headers, size of the body. */
    int echo() {
        return echo;
    }

    /** Sends every message back, after a greeting. */
    int webSocket() {
        return webSocket;
    }

    /** Takes a body of any size and answers with its size and speed. */
    int upload() {
        return upload;
    }

    @Override
    public void close() {
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(1, TimeUnit.SECONDS);
    }

    private int listen(Consumer<ChannelPipeline> handlers) {
        Channel listener = new ServerBootstrap()
                .group(loop)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline().addLast(new HttpServerCodec(), new HttpServerExpectContinueHandler());
                        handlers.accept(channel.pipeline());
                    }
                })
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .syncUninterruptibly()
                .channel();
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }
}
