package dev.sluice.worker;

import dev.sluice.worker.ClientConnection.Phase;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.internal.PlatformDependent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The client connections of one worker, in the order in which they would be given up.
 *
 * <p>When there are as many as are allowed, a newcomer takes the place of the one that has been idle longest, else of the one whose
 * request has been arriving longest, else of the slowest client: so slow attackers shut out each other, never newcomers. On the
 * worker's loop only, except {@link #count()}.
 */
public final class ClientConnections {
    private static final long BUSY_GRACE_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long SHORT_GRACE_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long SLOW_BYTES_PER_SECOND = 1024;
    private static final int MOST_LOOKED_AT = 256;

    private final Ring arriving = new Ring();
    private final Ring idle = new Ring();
    private final Ring busy = new Ring();
    private int most;
    private volatile int count;
    private volatile long shed;
    private boolean draining;

    ClientConnections(int most) {
        this.most = most;
    }

    /** Sets how many connections this worker may have. */
    public void limit(int connections) {
        most = connections;
    }

    /** How many connections there are. Any thread. */
    public int count() {
        return count;
    }

    /** How many connections were given up or refused for want of room. Any thread. */
    public long shed() {
        return shed;
    }

    /** Takes in a connection that was accepted, or returns null where there is no room and nobody can be given up for it. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer, the loop; others only read
    public @Nullable ClientConnection admit(Channel channel, long now) {
        if (count >= most && !makeRoom(now)) {
            shed++;
            return null;
        }
        if (memoryIsShort()) {
            giveUp(slowest(now, SHORT_GRACE_NANOS));
        }
        ClientConnection connection = new ClientConnection(this, channel, now);
        arriving.addLast(connection);
        count++;
        return connection;
    }

    /** Forgets a connection that has ended. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer, the loop; others only read
    public void remove(ClientConnection connection) {
        if (!connection.removed) {
            connection.removed = true;
            ring(connection.phase()).remove(connection);
            count--;
        }
    }

    /** Tells every connection that the process stops, and every later one as it comes. */
    public void drain() {
        draining = true;
        for (ClientConnection connection : all()) {
            connection.drain();
        }
    }

    /** Ends those connections as when the process stops: what runs may end. */
    public void drain(Predicate<Channel> which) {
        for (ClientConnection connection : all()) {
            if (which.test(connection.channel())) {
                connection.drain();
            }
        }
    }

    /** Closes every connection at once. */
    public void closeAll() {
        for (ClientConnection connection : all()) {
            cut(connection);
        }
    }

    boolean draining() {
        return draining;
    }

    void move(ClientConnection connection, Phase from, Phase to) {
        if (!connection.removed) {
            ring(from).remove(connection);
            ring(to).addLast(connection);
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer, the loop; others only read
    private boolean makeRoom(long now) {
        ClientConnection victim = idle.first();
        if (victim == null) {
            victim = arriving.first();
        }
        if (victim == null) {
            victim = slowest(now, BUSY_GRACE_NANOS);
        }
        giveUp(victim);
        return victim != null;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer, the loop; others only read
    private void giveUp(@Nullable ClientConnection victim) {
        if (victim != null) {
            shed++;
            // at once: closing may take seconds where the client does not read, and each newcomer needs a place of its
            // own
            remove(victim);
            cut(victim);
        }
    }

    /** Whether the buffers of those who take nothing leave little for the others. */
    private static boolean memoryIsShort() {
        return PlatformDependent.usedDirectMemory() > PlatformDependent.maxDirectMemory() / 4 * 3;
    }

    private static void cut(ClientConnection connection) {
        ChannelHandlerContext first = connection.channel().pipeline().firstContext();
        if (first == null) {
            connection.channel().close();
        } else {
            first.close(); // past TLS, which would wait for a peer that takes nothing
        }
    }

    private @Nullable ClientConnection slowest(long now, long graceNanos) {
        ClientConnection slowest = null;
        long least = SLOW_BYTES_PER_SECOND;
        ClientConnection last = busy.last();
        for (int i = 0; last != null && i < MOST_LOOKED_AT; i++) {
            ClientConnection candidate = busy.rotate();
            long rate = candidate.rate(now, graceNanos);
            if (rate < least) {
                least = rate;
                slowest = candidate;
            }
            if (candidate == last) {
                break;
            }
        }
        return slowest;
    }

    private Ring ring(Phase phase) {
        return switch (phase) {
            case ARRIVING -> arriving;
            case IDLE -> idle;
            case BUSY -> busy;
        };
    }

    private List<ClientConnection> all() {
        List<ClientConnection> all = new ArrayList<>(count);
        for (Ring ring : List.of(arriving, idle, busy)) {
            for (ClientConnection c = ring.first(); c != null; c = c.next) {
                all.add(c);
            }
        }
        return all;
    }

    /** A doubly linked list whose nodes are the connections. */
    private static final class Ring {
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
}
