package dev.sluice.worker;

import org.jspecify.annotations.Nullable;

/** A doubly linked list whose nodes are the connections, the oldest first. */
final class Ring {
    private @Nullable ClientConnection first;
    private @Nullable ClientConnection last;

    @Nullable
    ClientConnection first() {
        return first;
    }

    @Nullable
    ClientConnection last() {
        return last;
    }

    /** Moves the first to the end, so that the next look begins behind it: many tunnels must not hide the slow. */
    ClientConnection rotate() {
        ClientConnection moved = first;
        if (moved == null) {
            throw new IllegalStateException("empty");
        }
        remove(moved);
        addLast(moved);
        return moved;
    }

    void addLast(ClientConnection connection) {
        ClientConnection before = last;
        connection.previous = before;
        connection.next = null;
        if (before == null) {
            first = connection;
        } else {
            before.next = connection;
        }
        last = connection;
    }

    void remove(ClientConnection connection) {
        ClientConnection before = connection.previous;
        ClientConnection after = connection.next;
        if (before == null) {
            first = after;
        } else {
            before.next = after;
        }
        if (after == null) {
            last = before;
        } else {
            after.previous = before;
        }
        connection.previous = null;
        connection.next = null;
    }
}
