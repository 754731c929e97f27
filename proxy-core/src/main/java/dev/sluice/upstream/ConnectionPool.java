package dev.sluice.upstream;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The idle connections of one worker to one endpoint, newest first.
 *
 * <p>On the worker's loop only: no locks. A connection that ends while it is idle takes itself out by {@link #remove}.
 */
public final class ConnectionPool {
    private static final int MOST_IDLE = 512;

    private final ArrayDeque<BackendConnection> idle = new ArrayDeque<>();

    private boolean retired;

    ConnectionPool() {}

    /** Takes the connection that was used last, or null. */
    public @Nullable BackendConnection take() {
        return idle.pollFirst();
    }

    /** Keeps a connection; the one that has been idle longest is closed where there are too many. */
    public void keep(BackendConnection connection) {
        if (retired) {
            connection.close();
            return;
        }
        idle.addFirst(connection);
        if (idle.size() > MOST_IDLE) {
            idle.removeLast().close();
        }
    }

    /** Takes out a connection that has ended. */
    public void remove(BackendConnection connection) {
        idle.remove(connection);
    }

    /** How many connections are idle. */
    public int size() {
        return idle.size();
    }

    /** Closes all idle connections and keeps none from now on. */
    void retire() {
        retired = true;
        while (!idle.isEmpty()) {
            idle.removeFirst().close();
        }
    }
}
