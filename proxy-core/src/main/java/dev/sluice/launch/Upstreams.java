package dev.sluice.launch;

import dev.sluice.config.RouteConfig;
import dev.sluice.config.Target;
import dev.sluice.listen.Transport;
import dev.sluice.observe.StatusSource.EndpointStatus;
import dev.sluice.route.Snapshot;
import dev.sluice.route.UpstreamFactory;
import dev.sluice.tls.BackendTls;
import dev.sluice.tls.PemException;
import dev.sluice.upstream.Endpoint;
import dev.sluice.upstream.EndpointState;
import dev.sluice.upstream.Upstream;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Temporary. */
final class Upstreams implements UpstreamFactory {
    private final Transport transport;
    private final BackendTls tls = new BackendTls();

    private Upstreams(Transport transport) {
        this.transport = transport;
    }

    static Upstreams open(Path data, Transport transport) throws IOException {
        return new Upstreams(transport);
    }

    @Override
    public Upstream upstream(String name, RouteConfig route, List<Target> targets) {
        List<Endpoint> endpoints = new ArrayList<>();
        for (Target t : targets) {
            SslContext context;
            try {
                context = t.scheme() == Target.Scheme.HTTPS ? tls.context(t.verify(), t.ca()) : null;
            } catch (PemException e) {
                throw new UnusableTarget(e.getMessage(), e);
            }
            Path socket = t.socket();
            SocketAddress address =
                    socket != null ? transport.unixAddress(socket) : new InetSocketAddress(t.host(), t.port());
            endpoints.add(new Endpoint(
                    new EndpointState(t.toString(), address, 1 + endpoints.size(), transport.workers().size()),
                    1,
                    t.host() + ":" + t.port(),
                    context,
                    context == null ? "" : t.host(),
                    t.port()));
        }
        return new Upstream(endpoints);
    }

    void retireUnused(Snapshot snapshot) {}

    List<EndpointStatus> status() {
        return List.of();
    }

    void close() {
        tls.close();
    }
}
