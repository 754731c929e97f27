package dev.sluice.listen;

import dev.sluice.worker.Worker;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * One bound address: a socket per worker ({@code SO_REUSEPORT}), between which the kernel spreads connections.
 *
 * <p>Kept across reloads, since closing a listening socket resets the connections in its queue.
 */
public final class Listener {
    private final InetSocketAddress address;
    private final List<Channel> sockets;

    private Listener(InetSocketAddress address, List<Channel> sockets) {
        this.address = address;
        this.sockets = sockets;
    }

    /**
     * Binds an address; blocks until it is done.
     *
     * @param wanted port 0 lets the system choose
     * @param initializers gives each worker's handler for accepted connections
     * @throws CannotBind where the system refuses, and then nothing stays bound
     */
    public static Listener bind(
            Transport transport, InetSocketAddress wanted, Function<Worker, ChannelHandler> initializers)
            throws CannotBind {
        refuseTaken(wanted);
        List<Channel> sockets = new ArrayList<>();
        InetSocketAddress address = wanted;
        for (Worker worker : transport.workers()) {
            ServerBootstrap bootstrap = transport.listener(worker).childHandler(initializers.apply(worker));
            ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
            if (!bound.isSuccess()) {
                sockets.forEach(Channel::close);
                Throwable cause = bound.cause();
                throw new CannotBind(wanted, cause == null ? new IOException("unknown") : cause);
            }
            sockets.add(bound.channel());
            address = (InetSocketAddress) bound.channel().localAddress();
        }
        return new Listener(address, sockets);
    }

    /** Another process of the same user could share the port through SO_REUSEPORT without an error: look first. */
    private static void refuseTaken(InetSocketAddress wanted) throws CannotBind {
        if (wanted.getPort() == 0) {
            return;
        }
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(wanted, 1);
        } catch (IOException taken) {
            throw new CannotBind(wanted, taken);
        }
    }

    /** The bound address, with the port that the system chose where 0 was asked for. */
    public InetSocketAddress address() {
        return address;
    }

    /** Stops accepting; connections go on. Blocks until the sockets are closed. */
    public void close() {
        List<ChannelFuture> closing = sockets.stream().map(Channel::close).toList();
        closing.forEach(ChannelFuture::awaitUninterruptibly);
    }

    /** The wildcard address of all interfaces, or one address, with a port. */
    public static InetSocketAddress socketAddress(@org.jspecify.annotations.Nullable String host, int port)
            throws CannotBind {
        try {
            return host == null
                    ? new InetSocketAddress(port)
                    : new InetSocketAddress(InetAddress.getByName(host), port);
        } catch (java.net.UnknownHostException unknown) {
            throw new CannotBind(InetSocketAddress.createUnresolved(String.valueOf(host), port), unknown);
        }
    }
}
