package dev.sluice.upstream;

import io.netty.handler.ssl.SslContext;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The idle connections of one worker to one endpoint, newest first.
 *
 * <p>On the worker's loop only: no locks. A connection that ends while it is idle takes itself out by {@link #remove}.
 */
public final class ConnectionPool {
    private static final int MAX_IDLE = 512;

    private final ArrayDeque<BackendConnection> idle = new ArrayDeque<>();
    private final List<SharedConnection> shared = new ArrayList<>();
    private final List<BackendConnection> beginning = new ArrayList<>();
    private final Set<BackendConnection> reserved = new HashSet<>(1);

    private boolean retired;
    private boolean chosenHttp1;

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
        if (idle.size() > MAX_IDLE) {
            idle.removeLast().close();
        }
    }

    /** Takes out a connection that has ended. */
    public void remove(BackendConnection connection) {
        idle.remove(connection);
    }

    /** The first connection that carries several exchanges and takes one more, or null. */
    public @Nullable SharedConnection shared(@Nullable SslContext tls) {
        for (int i = 0; i < shared.size(); i++) {
            SharedConnection connection = shared.get(i);
            if (connection.takesMore(tls)) {
                return connection;
            }
        }
        return null;
    }

    /** Offers a connection to several exchanges at once, until {@link #unshare}. Returns false where none is kept any more. */
    public boolean share(SharedConnection connection) {
        if (!retired) {
            shared.add(connection);
        }
        return !retired;
    }

    /** Offers a connection no more. */
    public void unshare(SharedConnection connection) {
        shared.remove(connection);
    }

    /** Notes an idle connection that one client alone may use, until {@link #unreserve}. Returns false where none is kept any more. */
    boolean reserve(BackendConnection connection) {
        if (!retired) {
            reserved.add(connection);
        }
        return !retired;
    }

    /** Forgets it: it is used, or has ended. */
    void unreserve(BackendConnection connection) {
        reserved.remove(connection);
    }

    /** Notes a connection that is being made, until {@link #begun}: nobody shall wait for an endpoint that is gone. */
    public void begins(BackendConnection connection) {
        beginning.add(connection);
    }

    /** It is made, or will never be. */
    public void begun(BackendConnection connection) {
        beginning.remove(connection);
    }

    /** Whether the endpoint has chosen HTTP/1.1 where it had the choice: then a connection is good for one exchange at a time. */
    public boolean chosenHttp1() {
        return chosenHttp1;
    }

    /** Notes what the endpoint has chosen last. */
    public void chosenHttp1(boolean chosen) {
        chosenHttp1 = chosen;
    }

    /** How many connections are idle. */
    public int size() {
        return idle.size();
    }

    /** Closes all idle connections and those that are being made, and keeps none from now on. */
    void retire() {
        retired = true;
        while (!idle.isEmpty()) {
            idle.removeFirst().close();
        }
        while (!shared.isEmpty()) {
            shared.removeLast().close();
        }
        while (!beginning.isEmpty()) {
            beginning.removeLast().close();
        }
        List.copyOf(reserved).forEach(BackendConnection::close);
    }
}
