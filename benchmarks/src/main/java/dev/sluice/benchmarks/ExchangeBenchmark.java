package dev.sluice.benchmarks;

import dev.sluice.config.Config;
import dev.sluice.config.ConfigLoader;
import dev.sluice.config.Environment;
import dev.sluice.config.Loaded;
import dev.sluice.connect.BackendConnections;
import dev.sluice.exchange.ClientLimits;
import dev.sluice.exchange.ExchangeObserver;
import dev.sluice.exchange.ExchangeServices;
import dev.sluice.exchange.ExchangeSummary;
import dev.sluice.exchange.Flood;
import dev.sluice.exchange.HostNotes;
import dev.sluice.http.ClientFacts;
import dev.sluice.http1.Http1ClientStream;
import dev.sluice.route.CurrentSnapshot;
import dev.sluice.route.SnapshotBuilder;
import dev.sluice.upstream.Sockets;
import dev.sluice.upstream.UpstreamRegistry;
import dev.sluice.upstream.UpstreamTarget;
import dev.sluice.worker.ClientConnection;
import dev.sluice.worker.Worker;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ManualIoEventLoop;
import io.netty.channel.local.LocalAddress;
import io.netty.channel.local.LocalChannel;
import io.netty.channel.local.LocalIoHandler;
import io.netty.channel.local.LocalServerChannel;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A request from a client to a backend and its response back, through everything but the kernel: both connections are in memory, and
 * one thread is client, loop and backend. What the two channels themselves cost and allocate is in it; {@code echo} tells how much
 * that is.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up before anything else
public class ExchangeBenchmark {
    private static final LocalAddress BACKEND = new LocalAddress("backend");
    private static final LocalAddress EDGE = new LocalAddress("edge");
    private static final String REQUEST =
            "GET /api/v1/items/42?page=3 HTTP/1.1\r\nHost: app.test\r\nUser-Agent: a browser of our days"
                    + "\r\nAccept: text/html,application/xhtml+xml\r\nAccept-Encoding: gzip, br\r\nCookie: session=0123456789\r\n\r\n";

    /** The size of the response's body, in bytes. */
    @Param({"6", "16384"})
    public int body;

    private final ManualIoEventLoop loop = new ManualIoEventLoop(Thread.currentThread(), LocalIoHandler.newFactory());
    private final ByteBuf request = Unpooled.directBuffer().writeBytes(REQUEST.getBytes(StandardCharsets.US_ASCII));
    private UpstreamRegistry registry;
    private Channel client;
    private Channel direct;
    private int responseBytes;
    private long received;

    /** Connects client, edge and backend. */
    @Setup
    public void connect() {
        ByteBuf response = response();
        server(BACKEND, new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel backend) {
                backend.pipeline().addLast(new Answering(response));
            }
        });
        Worker worker = new Worker(0, loop);
        InMemory sockets = new InMemory();
        registry = new UpstreamRegistry(List.of(worker), sockets, new byte[16]);
        edge(worker, sockets);
        direct = connected(BACKEND);
        client = connected(EDGE);
        responseBytes = length();
    }

    /** Stops what looks after the upstream. */
    @TearDown
    public void disconnect() {
        registry.close();
    }

    /** The whole exchange. */
    @Benchmark
    public long exchange() {
        return ask(client, responseBytes);
    }

    /** The same bytes between client and backend, without an edge between them. */
    @Benchmark
    public long echo() {
        return ask(direct, 0);
    }

    private long ask(Channel channel, int expected) {
        long before = received;
        channel.writeAndFlush(request.retainedDuplicate(), channel.voidPromise());
        while (received == before || received - before < expected) {
            loop.runNow();
        }
        return received;
    }

    /** Asks once, until nothing more comes. */
    private int length() {
        long before = received;
        ask(client, 0);
        for (int i = 0; i < 1000; i++) {
            loop.runNow();
        }
        return (int) (received - before);
    }

    private ByteBuf response() {
        ByteBuf response = Unpooled.directBuffer();
        response.writeCharSequence(
                "HTTP/1.1 200 OK\r\nServer: b\r\nContent-Type: text/plain\r\nContent-Length: " + body + "\r\n\r\n",
                StandardCharsets.US_ASCII);
        return response.writeZero(body);
    }

    private void edge(Worker worker, Sockets sockets) {
        Config config = config();
        CurrentSnapshot current = new CurrentSnapshot(SnapshotBuilder.build(
                config,
                (name, route, targets) -> registry.upstream(
                        targets.stream()
                                .map(target -> new UpstreamTarget(target, null, null))
                                .toList(),
                        route.balance(),
                        route.health())));
        ExchangeServices services = new ExchangeServices(
                worker, current, new BackendConnections(worker, sockets), new Unobserved(), HostNotes.NONE);
        ClientFacts facts = new ClientFacts(InetAddress.getLoopbackAddress(), 40_000, false, 80, null);
        server(EDGE, new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel accepted) {
                ClientConnection connection = worker.clients().admit(accepted, worker.now());
                if (connection != null) {
                    ClientLimits limits = new ClientLimits(65_536, 100, 0, 0, 0);
                    accepted.pipeline().addLast(new Http1ClientStream(services, facts, connection, limits));
                }
            }
        });
    }

    private static Config config() {
        byte[] text =
                "sites: {app.test: {to: \"unix:/backend\", tls: off, health: off}}\n".getBytes(StandardCharsets.UTF_8);
        return switch (ConfigLoader.load(text, Path.of("sluice.yaml"), Environment.of(Map.of()))) {
            case Loaded.Good good -> good.config();
            case Loaded.Bad bad ->
                throw new IllegalStateException(bad.problems().toString());
        };
    }

    private void server(LocalAddress address, ChannelInitializer<Channel> accepted) {
        done(new ServerBootstrap()
                .group(loop)
                .channel(LocalServerChannel.class)
                .childHandler(accepted)
                .bind(address));
    }

    private Channel connected(LocalAddress address) {
        ChannelInboundHandlerAdapter counting = new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext ctx, Object message) {
                ByteBuf bytes = (ByteBuf) message;
                received += bytes.readableBytes();
                bytes.release();
            }
        };
        return done(new Bootstrap()
                        .group(loop)
                        .channel(LocalChannel.class)
                        .handler(counting)
                        .connect(address))
                .channel();
    }

    private ChannelFuture done(ChannelFuture future) {
        while (!future.isDone()) {
            loop.runNow();
        }
        return future.syncUninterruptibly();
    }

    /** Answers everything that comes, in whatever pieces, with one response. */
    private static final class Answering extends ChannelInboundHandlerAdapter {
        private final ByteBuf response;

        Answering(ByteBuf response) {
            this.response = response;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ((ByteBuf) message).release();
            ctx.writeAndFlush(response.retainedDuplicate(), ctx.voidPromise());
        }
    }

    private record InMemory() implements Sockets {
        @Override
        public Bootstrap connector(Worker worker, SocketAddress address) {
            return new Bootstrap().group(worker.loop()).channel(LocalChannel.class);
        }

        @Override
        public SocketAddress unixAddress(Path path) {
            return BACKEND;
        }
    }

    private record Unobserved() implements ExchangeObserver {
        @Override
        public void ended(ExchangeSummary summary) {}

        @Override
        public void tunnel(boolean open) {}

        @Override
        public void flooded(Flood flood) {}
    }
}
