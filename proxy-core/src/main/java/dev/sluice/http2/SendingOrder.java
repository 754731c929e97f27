package dev.sluice.http2;

import java.util.ArrayDeque;

/**
 * Which stream is sent next: by urgency (RFC 9218 §10); of one urgency the first that came until it is done, or those that are useful
 * in pieces in turn.
 */
final class SendingOrder {
    private final Http2Connection connection;
    private final ArrayDeque<?>[] levels = new ArrayDeque<?>[Priority.LEVELS];
    /** Responses that are under way, by urgency. */
    private final int[] active = new int[Priority.LEVELS];

    private int waiting;

    SendingOrder(Http2Connection connection) {
        this.connection = connection;
    }

    /** A stream has something to send that it may send. */
    void add(Http2Stream stream) {
        stream.waiting = true;
        waiting++;
        level(Priority.urgency(stream.priority)).addLast(stream);
    }

    /** A stream begins to send, or has come to its end. */
    void active(Http2Stream stream, boolean begins) {
        active[Priority.urgency(stream.priority)] += begins ? 1 : -1;
    }

    /** The priority of a stream changes; {@code begun} tells whether it counts as active. */
    void move(Http2Stream stream, int priority, boolean begun) {
        boolean waits = stream.waiting;
        remove(stream);
        if (begun) {
            active(stream, false);
        }
        stream.priority = priority;
        if (begun) {
            active(stream, true);
        }
        if (waits) {
            add(stream);
        }
    }

    void remove(Http2Stream stream) {
        if (stream.waiting) {
            stream.waiting = false;
            waiting--;
            level(Priority.urgency(stream.priority)).remove(stream);
        }
    }

    /** Whether a stream may send without waiting for its turn. */
    boolean mayPass(Http2Stream stream) {
        return waiting == 0 && connection.networkWritable() && !moreUrgentIsActive(Priority.urgency(stream.priority));
    }

    private boolean moreUrgentIsActive(int urgency) {
        for (int level = 0; level < urgency; level++) {
            if (active[level] > 0) {
                return true;
            }
        }
        return false;
    }

    /** Sends what the network and the connection's window take. Returns whether something that could be sent is left. */
    boolean pump() {
        for (int level = 0; level < levels.length && waiting > 0; level++) {
            boolean yields = moreUrgentIsActive(level);
            while (connection.networkWritable()
                    && connection.sendWindow() > 0
                    && !level(level).isEmpty()) {
                sendFirst(level);
                if (yields) {
                    // one frame in turn, so that it does not starve; the more urgent may have more by then
                    return true;
                }
            }
        }
        return waiting > 0 && connection.networkWritable() && connection.sendWindow() > 0;
    }

    private void sendFirst(int level) {
        ArrayDeque<Http2Stream> streams = level(level);
        Http2Stream first = streams.removeFirst();
        first.waiting = false;
        waiting--;
        boolean blocked = !first.writable();
        first.sendQueued(Frame.MAX_SIZE);
        if (first.maySend() && !first.waiting) {
            first.waiting = true;
            waiting++;
            if (Priority.incremental(first.priority)) {
                streams.addLast(first);
            } else {
                streams.addFirst(first);
            }
        }
        if (blocked && first.writable() && !first.closed()) {
            first.writabilityChanged();
        }
    }

    @SuppressWarnings("unchecked") // arrays have no generic elements
    private ArrayDeque<Http2Stream> level(int level) {
        ArrayDeque<Http2Stream> streams = (ArrayDeque<Http2Stream>) levels[level];
        if (streams == null) {
            streams = new ArrayDeque<>();
            levels[level] = streams;
        }
        return streams;
    }
}
