package dev.sluice.worker;

import java.util.Locale;

/** What one worker gave up or refused because something was short, by what was short. Counted on its loop; any thread may read. */
public final class Shedding {
    /** What was given up or refused. */
    public enum What {
        /** A connection to a backend that was kept for the next request. */
        KEPT_BACKEND,
        /** A client's connection without a request. */
        IDLE_CONNECTION,
        /** A client's connection whose handshake or request had not come whole. */
        ARRIVING_CONNECTION,
        /** A client's connection with a request that was being answered. */
        BUSY_CONNECTION,
        /** A connection that a client has just made. */
        NEW_CONNECTION,
        /** New connections had to wait for a moment. */
        WAITING_CONNECTIONS,
        /** A request, or a stream of HTTP/2. */
        REQUEST,
        /** A request that needed one more connection to its backend. */
        BACKEND_CONNECTION;

        /** The label in metrics, such as {@code idle_connection}. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final int RESOURCES = Resource.values().length;

    private final long[] counts = new long[What.values().length * RESOURCES];

    Shedding() {}

    void count(What what, Resource shortOf) {
        counts[index(what, shortOf)]++;
    }

    /** How often that happened because this was short. */
    public long of(What what, Resource shortOf) {
        return counts[index(what, shortOf)];
    }

    @SuppressWarnings("EnumOrdinal") // it never leaves the process, so order does not matter
    private static int index(What what, Resource shortOf) {
        return what.ordinal() * RESOURCES + shortOf.ordinal();
    }
}
