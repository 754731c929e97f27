package dev.sluice.upstream;

import dev.sluice.config.Balance;
import dev.sluice.config.HealthConfig;
import dev.sluice.config.Position;
import dev.sluice.config.Target;
import dev.sluice.listen.Transport;
import dev.sluice.worker.Worker;
import io.netty.bootstrap.Bootstrap;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Real loops and a registry on them. */
final class Fixture implements AutoCloseable {
    static final HealthConfig OFF = new HealthConfig.Off();

    final Transport transport = new Transport(2, true);
    final AtomicInteger connects = new AtomicInteger();
    final UpstreamRegistry registry = registry(new byte[16]);
    final Worker worker = transport.workers().getLast();

    UpstreamRegistry registry(byte[] key) {
        return new UpstreamRegistry(transport.workers(), new Counting(), key);
    }

    Upstream upstream(Balance balance, HealthConfig health, Target... targets) {
        return registry.upstream(targets(targets), balance, health);
    }

    static List<UpstreamTarget> targets(Target... targets) {
        return List.of(targets).stream()
                .map(each -> new UpstreamTarget(each, null, null))
                .toList();
    }

    static Target target(String host, int port) {
        return target(host, port, 1);
    }

    static Target target(String host, int port, int weight) {
        return new Target(Position.START, Target.Scheme.HTTP, host, port, null, weight, true, null, null);
    }

    <T> T on(Callable<T> work) throws Exception {
        return worker.loop().submit(work).get(5, TimeUnit.SECONDS);
    }

    static int closedPort() throws IOException {
        try (ServerSocket socket = listener(0)) {
            return socket.getLocalPort();
        }
    }

    static ServerSocket listener(int port) throws IOException {
        return new ServerSocket(port, 50, InetAddress.getByName("127.0.0.1"));
    }

    @Override
    public void close() {
        registry.close();
        transport.close();
    }

    private final class Counting implements Sockets {
        @Override
        public Bootstrap connector(Worker on, SocketAddress address) {
            connects.incrementAndGet();
            return transport.connector(on, address);
        }

        @Override
        public SocketAddress unixAddress(Path path) {
            return transport.unixAddress(path);
        }
    }
}
