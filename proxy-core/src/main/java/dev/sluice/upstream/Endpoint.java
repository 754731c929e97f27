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
 * @param tls the context for connections to it, or null for plain text
 * @param tlsName the name that its certificate must show and that is sent as SNI; empty without TLS
 * @param tlsPort the port for the TLS engine's session cache
 */
public record Endpoint(
        EndpointState state,
        int weight,
        String hostField,
        @Nullable SslContext tls,
        String tlsName,
        int tlsPort) {

    /** The same with the weight of another added. */
    Endpoint withWeightOf(Endpoint other) {
        return new Endpoint(state, weight + other.weight, hostField, tls, tlsName, tlsPort);
    }
}
