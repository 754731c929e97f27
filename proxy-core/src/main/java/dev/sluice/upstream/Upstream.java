package dev.sluice.upstream;

import dev.sluice.worker.Worker;
import org.jspecify.annotations.Nullable;

/** A group of endpoints that serve the same route: picks one for each request. */
@SuppressWarnings("DoNotCallSuggester")
public final class Upstream {

    Upstream() {}

    /** What consistent hashing wants to be told in {@link Choice#hash}. */
    public dev.sluice.config.Balance balance() {
        throw new UnsupportedOperationException();
    }

    /** The endpoint for the next request, on the worker's loop, or null where none is available. */
    public @Nullable Endpoint pick(Worker worker, Choice choice) {
        throw new UnsupportedOperationException();
    }

    /**
     * Waits until an endpoint may be there again. On the worker's loop; the waiter is called on it, at most once.
     */
    public void hold(Worker worker, Waiter waiter) {
        throw new UnsupportedOperationException();
    }

    /** Takes back a {@link #hold}; nothing happens where the waiter does not wait. */
    public void stopWaiting(Worker worker, Waiter waiter) {
        throw new UnsupportedOperationException();
    }

    /** x. */
    public boolean hasUntried(Choice choice) {
        throw new UnsupportedOperationException();
    }

    /** x. */
    public boolean resolved() {
        throw new UnsupportedOperationException();
    }

    /** x. */
    public String whyUnavailable() {
        throw new UnsupportedOperationException();
    }

    /** A request that waits for an endpoint. */
    public interface Waiter {
        /** An endpoint may accept connections again: pick once more. */
        void endpointMayBeBack();
    }
}
