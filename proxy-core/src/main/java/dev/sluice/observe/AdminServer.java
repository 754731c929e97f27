package dev.sluice.observe;

import dev.sluice.config.ListenAddress;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The admin addresses: {@code GET /metrics /healthz /readyz /status} and {@code POST /reload}.
 *
 * <p>It has one loop of its own, apart from the data plane, and answers on virtual threads. Each connection carries one request, has
 * {@link AdminConnection#LIMIT_SECONDS} for it and as many for the answer, and gives way to newcomers when there are many. All
 * methods may be called from any thread but a loop.
 */
public final class AdminServer implements AutoCloseable {
    private static final int LARGEST_LINE = 4 * 1024;
    private static final int LARGEST_HEAD = 16 * 1024;
    private static final int LARGEST_CHUNK = 4 * 1024;

    private final AdminPages pages;
    private final EventLoopGroup loop =
            new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("admin", true), NioIoHandler.newFactory());
    private final Map<ListenAddress, Channel> listeners = new LinkedHashMap<>();
    private final AdminConnections connections = new AdminConnections();

    /** Makes a server that listens nowhere yet. */
    public AdminServer(StatusSource source, Metrics metrics, Reloader reloader) {
        this.pages = new AdminPages(source, metrics, reloader);
    }

    /**
     * Listens on one more address; nothing happens where it does already.
     *
     * @return the address that was bound: with the port that the system chose where {@code address} has port 0
     * @throws IOException when the address cannot be bound
     */
    public synchronized InetSocketAddress bind(ListenAddress address) throws IOException {
        Channel listener = listeners.get(address);
        if (listener == null) {
            listener = open(address);
            listeners.put(address, listener);
        }
        return (InetSocketAddress) listener.localAddress();
    }

    /** Listens there no more; nothing happens where it does not. */
    public synchronized void unbind(ListenAddress address) {
        Channel listener = listeners.remove(address);
        if (listener != null) {
            listener.close().awaitUninterruptibly();
        }
    }

    /** The addresses that are bound. */
    public synchronized List<InetSocketAddress> addresses() {
        return listeners.values().stream()
                .map(listener -> (InetSocketAddress) listener.localAddress())
                .toList();
    }

    /** Closes listeners and connections; waits at most a second. */
    @Override
    public synchronized void close() {
        listeners.clear();
        loop.shutdownGracefully(10, 1000, TimeUnit.MILLISECONDS).awaitUninterruptibly(1, TimeUnit.SECONDS);
    }

    private Channel open(ListenAddress address) throws IOException {
        ChannelFuture bound = new ServerBootstrap()
                .group(loop)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        accept(channel, address);
                    }
                })
                .bind(socketAddress(address))
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException(
                    "cannot listen on " + address + ": " + bound.cause().getMessage(), bound.cause());
        }
        return bound.channel();
    }

    private static InetSocketAddress socketAddress(ListenAddress address) {
        return address.address() == null
                ? new InetSocketAddress(address.port())
                : new InetSocketAddress(address.address(), address.port());
    }

    private void accept(SocketChannel channel, ListenAddress address) {
        AdminConnection connection = connections.admit(channel);
        channel.pipeline()
                .addLast(connection)
                .addLast(new HttpServerCodec(LARGEST_LINE, LARGEST_HEAD, LARGEST_CHUNK))
                .addLast(new AdminRequests())
                .addLast(new AdminHandler(pages, connections, connection, address.address()));
    }
}
