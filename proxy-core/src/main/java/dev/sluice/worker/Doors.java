package dev.sluice.worker;

import io.netty.channel.Channel;
import java.util.ArrayList;
import java.util.List;

/** The listening sockets of one worker that do not accept for a moment, because there is no room. On the worker's loop. */
final class Doors {
    private final List<Channel> closed = new ArrayList<>(4);

    /** Accepts nothing more; who comes waits in the system's queue. */
    void close(Channel listening) {
        if (listening.config().isAutoRead()) {
            listening.config().setAutoRead(false);
            closed.add(listening);
        }
    }

    boolean anyClosed() {
        return !closed.isEmpty();
    }

    /** Accepts again. */
    void open() {
        List<Channel> opening = List.copyOf(closed);
        closed.clear();
        for (Channel listening : opening) {
            listening.config().setAutoRead(true); // which may accept, and close the door again, at once
        }
    }
}
