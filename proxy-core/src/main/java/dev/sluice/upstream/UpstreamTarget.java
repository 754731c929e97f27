package dev.sluice.upstream;

import dev.sluice.config.Target;
import io.netty.handler.ssl.SslContext;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One target of an upstream, with what is needed to connect to it.
 *
 * @param target what the file says
 * @param tls the context for {@code https://}, else null
 * @param checkTls the same for health checks, which speak HTTP/1.1 whatever the backend prefers
 */
public record UpstreamTarget(
        Target target, @Nullable SslContext tls, @Nullable SslContext checkTls) {
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    /** What makes two targets the same, wherever they stand in the file. */
    String key() {
        return target + "|" + target.verify() + "|" + target.ca() + "|" + target.weight() + "|"
                + System.identityHashCode(tls);
    }

    /** The key of an endpoint's long-lived state: everything that a kept connection depends on. */
    String stateKey(SocketAddress address) {
        return target + "|" + target.verify() + "|" + target.ca() + "|" + target.container() + "|" + address;
    }

    /** {@code Host} for routes that send the name of this target. */
    public static String hostField(Target target) {
        if (target.scheme() == Target.Scheme.UNIX) {
            return "localhost";
        }
        String host = target.host().indexOf(':') < 0 ? target.host() : "[" + target.host() + "]";
        int usual = target.scheme() == Target.Scheme.HTTPS ? HTTPS_PORT : HTTP_PORT;
        return target.port() == usual ? host : host + ":" + target.port();
    }

    /** Endpoints for addresses. */
    List<Endpoint> endpoints(List<? extends SocketAddress> addresses, UpstreamRegistry registry) {
        List<Endpoint> endpoints = new ArrayList<>();
        for (SocketAddress address : addresses) {
            endpoints.add(new Endpoint(
                    registry.state(this, address),
                    target.weight(),
                    hostField(target),
                    protocol(),
                    tls,
                    tls == null ? "" : target.host(),
                    target.port(),
                    checkTls));
        }
        return endpoints;
    }

    private BackendProtocol protocol() {
        return switch (target.scheme()) {
            case HTTP, UNIX -> BackendProtocol.HTTP_1;
            case H2C -> BackendProtocol.HTTP_2;
            case HTTPS -> BackendProtocol.NEGOTIATED;
        };
    }

    @Nullable
    Path socket() {
        return target.socket();
    }
}
