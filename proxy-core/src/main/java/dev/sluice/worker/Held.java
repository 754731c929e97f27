package dev.sluice.worker;

import org.jspecify.annotations.Nullable;

/** Bytes outside of the heap that one thing holds, counted for the client that it serves, or for nobody in particular. On the worker's loop. */
public final class Held {
    private final ClientConnections clients;
    private @Nullable ClientConnection client;
    private long bytes;

    /** Makes one that holds nothing. */
    public Held(Worker worker) {
        clients = worker.clients();
    }

    /** Says how many bytes are held now. */
    public void set(long now) {
        if (now != bytes) {
            change(now - bytes);
        }
    }

    /** More bytes are held, or less. */
    public void change(long by) {
        bytes += by;
        count(by);
    }

    /** What is held is counted for this client from now on; for nobody if it is null. */
    public void serves(@Nullable ClientConnection next) {
        if (bytes != 0) {
            count(-bytes);
        }
        client = next;
        if (bytes != 0) {
            count(bytes);
        }
    }

    private void count(long by) {
        ClientConnection payer = client;
        if (payer == null) {
            clients.held(0, by);
        } else {
            payer.hold(0, by);
        }
    }
}
