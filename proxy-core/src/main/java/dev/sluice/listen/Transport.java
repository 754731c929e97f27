package dev.sluice.listen;

import dev.sluice.upstream.Sockets;
import dev.sluice.worker.Budget;
import dev.sluice.worker.Worker;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.ServerChannelRecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.UnixChannelOption;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The event loops of the process and the sockets on them: epoll where Linux has it, else NIO.
 *
 * <p>TCP keep-alive finds dead peers on both sides after about two minutes, since tunnels have no idle limit of their own.
 */
public final class Transport implements Sockets {
    private static final int KEEP_ALIVE_IDLE_SECONDS = 60;
    private static final int KEEP_ALIVE_INTERVAL_SECONDS = 15;
    private static final int KEEP_ALIVE_PROBES = 4;
    private static final int BACKLOG = 4096;
    /** In one turn of the loop: a newcomer must not wait for as many turns as there are others before it. */
    private static final int MAX_ACCEPTED = 256;

    /**
     * What the system holds of a connection beside what is on its way. Left alone it takes megabytes for a peer that takes nothing: memory
     * that a container's limit counts, and work that others wait for.
     */
    private static final long UNSENT = Math.clamp(Runtime.getRuntime().maxMemory() / 2048, 64 * 1024, 256 * 1024);

    /** The smallest that is ever wanted; streams let more wait if there is memory for it, see {@link Budget#backlog}. */
    private static final WriteBufferWaterMark WATER_MARKS =
            new WriteBufferWaterMark(Budget.MIN_BACKLOG / 2, Budget.MIN_BACKLOG);

    private final boolean epoll;
    private final MultiThreadIoEventLoopGroup group;
    private final List<Worker> workers = new ArrayList<>();

    /**
     * Starts the loops.
     *
     * @param threads how many, at least 1
     * @param allowEpoll whether epoll may be used where it is there
     */
    public Transport(int threads, boolean allowEpoll) {
        epoll = allowEpoll && Epoll.isAvailable();
        IoHandlerFactory io = epoll ? new EpollLoops() : NioIoHandler.newFactory();
        group = new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory("worker"), io);
        for (EventExecutor executor : group) {
            workers.add(new Worker(workers.size(), (EventLoop) executor));
        }
    }

    /** The workers, by {@link Worker#index()}. */
    public List<Worker> workers() {
        return List.copyOf(workers);
    }

    /** What it is called: {@code epoll} or {@code nio}. */
    public String name() {
        return epoll ? "epoll" : "nio";
    }

    /** A bootstrap for listening on one worker's loop; its connections stay there. No address and no child handler yet. */
    ServerBootstrap listener(Worker worker) {
        Class<? extends ServerChannel> type = epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(worker.loop())
                .channel(type)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(
                        ChannelOption.RECVBUF_ALLOCATOR,
                        new ServerChannelRecvByteBufAllocator().maxMessagesPerRead(MAX_ACCEPTED))
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARKS)
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, reads(worker));
        if (epoll) {
            bootstrap
                    .option(UnixChannelOption.SO_REUSEPORT, true)
                    .childOption(EpollChannelOption.TCP_NOTSENT_LOWAT, UNSENT)
                    .childOption(EpollChannelOption.TCP_KEEPIDLE, KEEP_ALIVE_IDLE_SECONDS)
                    .childOption(EpollChannelOption.TCP_KEEPINTVL, KEEP_ALIVE_INTERVAL_SECONDS)
                    .childOption(EpollChannelOption.TCP_KEEPCNT, KEEP_ALIVE_PROBES);
        } else {
            bootstrap.option(NioChannelOption.of(StandardSocketOptions.SO_REUSEPORT), true);
        }
        return bootstrap;
    }

    @Override
    public Bootstrap connector(Worker worker, SocketAddress address) {
        boolean unix = address instanceof DomainSocketAddress || address instanceof UnixDomainSocketAddress;
        Bootstrap bootstrap = new Bootstrap()
                .group(worker.loop())
                .channel(unix ? unixChannel() : tcpChannel())
                .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .option(ChannelOption.AUTO_CLOSE, false)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARKS)
                .option(ChannelOption.RECVBUF_ALLOCATOR, reads(worker));
        if (!unix) {
            bootstrap.option(ChannelOption.TCP_NODELAY, true).option(ChannelOption.SO_KEEPALIVE, true);
            if (epoll) {
                bootstrap
                        .option(EpollChannelOption.TCP_NOTSENT_LOWAT, UNSENT)
                        .option(EpollChannelOption.TCP_KEEPIDLE, KEEP_ALIVE_IDLE_SECONDS)
                        .option(EpollChannelOption.TCP_KEEPINTVL, KEEP_ALIVE_INTERVAL_SECONDS)
                        .option(EpollChannelOption.TCP_KEEPCNT, KEEP_ALIVE_PROBES);
            }
        }
        return bootstrap;
    }

    @Override
    public SocketAddress unixAddress(java.nio.file.Path path) {
        return epoll ? new DomainSocketAddress(path.toFile()) : UnixDomainSocketAddress.of(path);
    }

    /** Closes all client connections and ends the loops. Blocks for some seconds at most. */
    public void close() {
        // first, and waited for: a loop that is told to end may do so without a look at its sockets
        List<Future<?>> cuts = new ArrayList<>();
        for (Worker worker : workers) {
            cuts.add(worker.loop().submit(worker.clients()::closeAll));
        }
        cuts.forEach(cut -> cut.awaitUninterruptibly(1, TimeUnit.SECONDS));
        // a moment of quiet lets each loop go round once more, for what follows from the closing
        group.shutdownGracefully(10, 1000, TimeUnit.MILLISECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    }

    private Class<? extends Channel> tcpChannel() {
        return epoll ? EpollSocketChannel.class : NioSocketChannel.class;
    }

    private Class<? extends Channel> unixChannel() {
        return epoll ? EpollDomainSocketChannel.class : NioDomainSocketChannel.class;
    }

    private static ReadSizes reads(Worker worker) {
        return new ReadSizes(worker.clients().budget());
    }
}
