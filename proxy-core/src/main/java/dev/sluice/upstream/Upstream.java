package dev.sluice.upstream;

import dev.sluice.worker.Worker;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Temporary. */
public final class Upstream {
    private final List<Endpoint> endpoints;
    private int turn;

    /** Temporary. */
    public Upstream(List<Endpoint> endpoints) {
        this.endpoints = endpoints;
    }

    /** Temporary. */
    public @Nullable Endpoint pick(Worker worker, Choice choice) {
        for (int i = 0; i < endpoints.size(); i++) {
            Endpoint e = endpoints.get((turn++ & 0x7fffffff) % endpoints.size());
            if (!choice.wasTried(e.state())) {
                return e;
            }
        }
        return null;
    }

    /** Temporary. */
    public void hold(Worker worker, Waiter waiter) {
        worker.loop().schedule(waiter::endpointMayBeBack, 200, TimeUnit.MILLISECONDS);
    }

    /** Temporary. */
    public void stopWaiting(Worker worker, Waiter waiter) {}

    /** Temporary. */
    public boolean hasUntried(Choice choice) {
        return endpoints.stream().anyMatch(e -> !choice.wasTried(e.state()));
    }

    /** Temporary. */
    public boolean resolved() {
        return true;
    }

    /** Temporary. */
    public String whyUnavailable() {
        return "no endpoint";
    }

    /** A request that waits for an endpoint. */
    public interface Waiter {
        /** An endpoint may accept connections again: pick once more. */
        void endpointMayBeBack();
    }
}
