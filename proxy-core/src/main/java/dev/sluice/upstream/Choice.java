package dev.sluice.upstream;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What balancing may take into account of one request; made once per exchange and only touched on its loop. */
public final class Choice {
    private static final int MAX_TRIED = 8;
    private static final long LOOK_UP_NANOS = TimeUnit.SECONDS.toNanos(1);

    private long hash;
    private long stickyId;
    private final EndpointState[] tried = new EndpointState[MAX_TRIED];
    private int triedCount;
    private boolean waitsForNames;
    private @Nullable PrivateConnections own;

    /** Sets the hash of the client's address, header or cookie that the route asks for. */
    public void hash(long value) {
        hash = value;
    }

    /** The hash, for consistent hashing. */
    public long hash() {
        return hash;
    }

    /** Sets the {@link EndpointState#id()} that the client's sticky cookie names, or 0. */
    public void stickyId(long id) {
        stickyId = id;
    }

    /** The endpoint that the client's sticky cookie names, or 0. */
    public long stickyId() {
        return stickyId;
    }

    /** Sets the connections that are the client's alone: where they lead the client has begun to authenticate, or has done so. */
    public void own(@Nullable PrivateConnections connections) {
        own = connections;
    }

    /** The endpoint among these to which the client has a connection of its own, or null. */
    @Nullable
    Endpoint ownAmong(Endpoint[] endpoints) {
        return own == null ? null : own.among(endpoints);
    }

    /** Remembers an endpoint that has failed this request; it is picked again only where no other is left. */
    public void tried(EndpointState endpoint) {
        if (triedCount < MAX_TRIED) {
            tried[triedCount++] = endpoint;
        }
    }

    /** Forgets which endpoints have failed, as after a hold. */
    public void forgetTried() {
        triedCount = 0;
    }

    /** Notes whether nothing but a look-up of names keeps the request from an endpoint. */
    void waitsForNames(boolean value) {
        waitsForNames = value;
    }

    /**
     * How long a request that has just got no endpoint must be held though its route holds none: one second, in nanoseconds, where
     * nothing but a look-up of names keeps it, which mostly takes a millisecond; else 0.
     */
    public long leastHoldNanos() {
        return waitsForNames ? LOOK_UP_NANOS : 0;
    }

    /** Whether this endpoint has failed this request. */
    public boolean wasTried(EndpointState endpoint) {
        for (int i = 0; i < triedCount; i++) {
            if (tried[i] == endpoint) {
                return true;
            }
        }
        return false;
    }
}
