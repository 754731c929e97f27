package dev.sluice.worker;

import org.jspecify.annotations.Nullable;

/** Bytes that one thing holds, counted for the client that it serves, or for nobody in particular. On the worker's loop. */
public final class Held {
    private final ClientConnections clients;
    private @Nullable ClientConnection client;
    private long bytes;
    private long heap;

    /** Makes one that holds nothing. */
    public Held(Worker worker) {
        clients = worker.clients();
    }

    /** Says how many bytes of heap are held now. */
    public void setHeap(long now) {
        if (now != heap) {
            count(now - heap, 0);
            heap = now;
        }
    }

    /** Says how many bytes outside of the heap are held now. */
    public void set(long now) {
        if (now != bytes) {
            change(now - bytes);
        }
    }

    /** More bytes outside of the heap are held, or less. */
    public void change(long by) {
        bytes += by;
        count(0, by);
    }

    /** What is held is counted for this client from now on; for nobody if it is null. */
    public void serves(@Nullable ClientConnection next) {
        count(-heap, -bytes);
        client = next;
        count(heap, bytes);
    }

    private void count(long onHeap, long outside) {
        ClientConnection payer = client;
        if (onHeap == 0 && outside == 0) {
            return;
        }
        if (payer == null) {
            clients.held(onHeap, outside);
        } else {
            payer.hold(onHeap, outside);
        }
    }
}
