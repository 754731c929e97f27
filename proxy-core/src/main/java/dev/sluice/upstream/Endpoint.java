package dev.sluice.upstream;

import io.netty.handler.ssl.SslContext;
import org.jspecify.annotations.Nullable;

/**
 * One address that a target's name resolves to, as one upstream sees it. Immutable; its state is shared by all upstreams and
 * outlives reloads.
 *
 * @param state the long-lived identity: health, counters, connections
 * @param weight its share, at least 1
 * @param hostField {@code Host} for a route that sends the target's name: with the port where that is not the scheme's own
 * @param protocol what it speaks
 * @param tls the context for connections to it, or null for plain text
 * @param tlsName the name that its certificate must show and that is sent as SNI; empty without TLS
 * @param tlsPort the port for the TLS engine's session cache
 * @param checkTls the context for health checks, which speak HTTP/1.1; null for plain text
 */
public record Endpoint(
        EndpointState state,
        int weight,
        String hostField,
        BackendProtocol protocol,
        @Nullable SslContext tls,
        String tlsName,
        int tlsPort,
        @Nullable SslContext checkTls) {

    /** The same endpoint for an exchange that needs HTTP/1.1, such as an upgrade. */
    public Endpoint withHttp1() {
        return new Endpoint(state, weight, hostField, BackendProtocol.HTTP_1, checkTls, tlsName, tlsPort, checkTls);
    }

    /** The same with the weight of another added. */
    Endpoint withWeightOf(Endpoint other) {
        return new Endpoint(state, weight + other.weight, hostField, protocol, tls, tlsName, tlsPort, checkTls);
    }
}
