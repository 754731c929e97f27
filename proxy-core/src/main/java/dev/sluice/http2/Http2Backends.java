package dev.sluice.http2;

import dev.sluice.exchange.BackendListener;
import dev.sluice.exchange.Failure;
import dev.sluice.upstream.Endpoint;
import dev.sluice.upstream.SharedConnection;
import dev.sluice.worker.Worker;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/** The HTTP/2 connections of one worker to endpoints. On its loop only. */
public final class Http2Backends {
    private final Worker worker;
    private final Http2Shared shared = new Http2Shared();

    /** Makes those of one worker. */
    public Http2Backends(Worker worker) {
        this.worker = worker;
    }

    /** Gives the exchange a stream of a connection that is there. Returns false where none takes it. */
    public boolean use(Endpoint endpoint, BackendListener listener) {
        return !listener.wantsNewConnection()
                && use(endpoint.state().pool(worker).shared(endpoint.tls()), endpoint, listener);
    }

    /** Gives the exchange a stream of this connection. Returns false where it takes none, or is not of ours. */
    public boolean use(@Nullable SharedConnection shared, Endpoint endpoint, BackendListener listener) {
        if (shared instanceof Http2BackendConnection connection && connection.takesMore(endpoint.tls())) {
            listener.backendReady(connection.stream(listener));
            return true;
        }
        return false;
    }

    /**
     * Speaks on a connection that has just been made, TLS included, and offers it to exchanges as soon as the backend has sent its
     * SETTINGS, unless it is for one alone.
     *
     * @param waitNanos how long they may take, in nanoseconds; 0 is no limit
     * @param outcome is told what came of it
     */
    public void adopt(Channel connected, Endpoint endpoint, long waitNanos, Outcome outcome) {
        connected.pipeline().addLast(new Http2BackendConnection(worker, shared, endpoint, waitNanos, outcome));
    }

    /** What comes of a new connection. */
    public interface Outcome {
        /** Whether it is offered to others than those who wait for it now. */
        boolean shared();

        /** It takes exchanges now. */
        void settled(SharedConnection connection);

        /** It never will. */
        void failed(Failure failure, String detail);
    }
}
