package dev.sluice.exchange;

import dev.sluice.upstream.Endpoint;

/** Opens streams to endpoints, on a worker's loop: a kept connection at once, or a new one. */
public interface BackendConnector {

    /**
     * Gives the listener a stream to an endpoint, by {@link BackendListener#backendReady} or {@link BackendListener#backendFailed}, perhaps
     * before this method returns.
     *
     * @param endpoint where to
     * @param connectNanos how long a new connection may take, in nanoseconds; 0 is no limit
     * @param listener who asks
     * @return a way to take the request back while it is pending
     */
    Pending connect(Endpoint endpoint, long connectNanos, BackendListener listener);

    /** A stream that was asked for. */
    interface Pending {
        /** The stream is not wanted any more; the listener is not called. */
        void cancel();
    }
}
