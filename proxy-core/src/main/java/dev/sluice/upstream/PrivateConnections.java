package dev.sluice.upstream;

import dev.sluice.worker.ClientConnection;
import dev.sluice.worker.Worker;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The idle connections to endpoints that belong to one client's connection alone, because endpoints may take whatever comes on them for
 * this client's. They end with the client's connection, with the endpoint, or when they have been idle for long. On the worker's loop only.
 */
@SuppressWarnings("ReferenceEquality") // an endpoint's state and a connection are what they are
public final class PrivateConnections implements ClientConnection.Belongings {
    /** A client of HTTP/2 may use more at once. */
    private static final int MAX_IDLE = 8;

    private final Worker worker;
    private final ArrayDeque<Place> idle = new ArrayDeque<>(2);
    private boolean closed;

    private PrivateConnections(Worker worker) {
        this.worker = worker;
    }

    /** Those of a client's connection, or null if there were never any. */
    public static @Nullable PrivateConnections of(ClientConnection client) {
        return (PrivateConnections) client.belongings();
    }

    /** Those of a client's connection, which may be none so far. */
    public static PrivateConnections of(ClientConnection client, Worker worker) {
        PrivateConnections there = of(client);
        if (there != null) {
            return there;
        }
        PrivateConnections fresh = new PrivateConnections(worker);
        client.belongings(fresh);
        return fresh;
    }

    /** Takes the connection to this endpoint that was used last, or null. */
    public @Nullable BackendConnection take(EndpointState endpoint) {
        for (Place place : idle) {
            if (place.endpoint == endpoint) {
                place.leave();
                return place.connection;
            }
        }
        return null;
    }

    /** Keeps a connection for this client, or closes it if there is nobody to keep it for. */
    public void keep(EndpointState endpoint, BackendConnection connection) {
        Place place = new Place(endpoint, connection);
        if (closed || !endpoint.pool(worker).reserve(place)) {
            connection.close();
            return;
        }
        idle.addFirst(place);
        if (idle.size() > MAX_IDLE) {
            idle.getLast().close();
        }
    }

    /** Takes out a connection that has ended. */
    public void remove(BackendConnection connection) {
        for (Place place : idle) {
            if (place.connection == connection) {
                place.leave();
                return;
            }
        }
    }

    /** That of these endpoints to which the connection leads that was used last, or null. */
    @Nullable
    Endpoint among(Endpoint[] endpoints) {
        for (Place place : idle) {
            for (Endpoint endpoint : endpoints) {
                if (endpoint.state() == place.endpoint) {
                    return endpoint;
                }
            }
        }
        return null;
    }

    @Override
    public void close() {
        closed = true;
        while (!idle.isEmpty()) {
            idle.getLast().close();
        }
    }

    /** One that is idle, and where it leads. */
    private final class Place implements BackendConnection {
        private final EndpointState endpoint;
        private final BackendConnection connection;

        Place(EndpointState endpoint, BackendConnection connection) {
            this.endpoint = endpoint;
            this.connection = connection;
        }

        void leave() {
            idle.remove(this);
            endpoint.pool(worker).unreserve(this);
        }

        @Override
        public void close() {
            leave();
            connection.close();
        }
    }
}
