package dev.sluice.connect;

import dev.sluice.exchange.BackendConnector;
import dev.sluice.exchange.BackendListener;
import dev.sluice.exchange.Failure;
import dev.sluice.http1.Http1Backends;
import dev.sluice.http2.Http2Backends;
import dev.sluice.upstream.BackendProtocol;
import dev.sluice.upstream.Endpoint;
import dev.sluice.upstream.EndpointState;
import dev.sluice.upstream.Sockets;
import dev.sluice.worker.Resource;
import dev.sluice.worker.Worker;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Opens streams to endpoints on one worker's loop: on a connection that is there, or on a new one.
 *
 * <p>While a connection is being made that may carry several exchanges, further ones wait for it instead of making their own.
 */
public final class BackendConnections implements BackendConnector {
    private static final Pending DONE = () -> {};

    final Worker worker;
    final Sockets sockets;
    final Http1Backends http1;
    final Http2Backends http2;
    private final Map<EndpointState, Opening> openings = new HashMap<>();

    /** Makes the connector of one worker. */
    public BackendConnections(Worker worker, Sockets sockets) {
        this.worker = worker;
        this.sockets = sockets;
        this.http1 = new Http1Backends(worker);
        this.http2 = new Http2Backends(worker);
    }

    @Override
    public Pending connect(Endpoint asked, long connectNanos, BackendListener listener) {
        Endpoint endpoint =
                asked.protocol() == BackendProtocol.NEGOTIATED && listener.wantsHttp1() ? asked.withHttp1() : asked;
        // HTTP/2 shares connections (RFC 9113 §9.1): whoever else came on this one might be taken for its client
        boolean alone = listener.authenticatesConnection();
        boolean there = http1.reuseOwn(asked, listener)
                || switch (endpoint.protocol()) {
                    case HTTP_1 -> http1.reuse(asked, listener);
                    case HTTP_2 -> !alone && http2.use(endpoint, listener);
                    case NEGOTIATED -> http2.use(endpoint, listener) || http1.reuse(asked, listener);
                };
        return there ? DONE : open(endpoint, connectNanos, listener);
    }

    private Pending open(Endpoint endpoint, long connectNanos, BackendListener listener) {
        boolean shared = mayBeShared(endpoint) && !listener.authenticatesConnection();
        Opening opening = shared ? joinable(endpoint) : null;
        if (opening != null) {
            return opening.add(listener);
        }
        Resource missing = worker.clients().roomForBackend(listener.client());
        if (missing != null) {
            listener.backendFailed(Failure.OVERLOADED, "no room for a connection to the backend: " + missing.label());
            return DONE;
        }
        Opening fresh = new Opening(this, endpoint, connectNanos, shared);
        if (shared) {
            openings.put(endpoint.state(), fresh);
        }
        Pending ticket = fresh.add(listener);
        fresh.start();
        fresh.watch();
        return ticket;
    }

    private @Nullable Opening joinable(Endpoint endpoint) {
        Opening opening = openings.get(endpoint.state());
        return opening != null && opening.fits(endpoint) ? opening : null;
    }

    private boolean mayBeShared(Endpoint endpoint) {
        return endpoint.protocol() == BackendProtocol.HTTP_2
                || (endpoint.protocol() == BackendProtocol.NEGOTIATED
                        && !endpoint.state().pool(worker).chosenHttp1());
    }

    /** The connection is made, or will never be. */
    void settled(Opening opening) {
        openings.remove(opening.endpoint().state(), opening);
    }
}
