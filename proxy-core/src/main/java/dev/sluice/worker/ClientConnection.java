package dev.sluice.worker;

import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/** One client's connection, as its worker's {@link ClientConnections} count it. On the worker's loop only. */
public final class ClientConnection {

    /** What a connection is doing. */
    public enum Phase {
        /** It was accepted, and its first bytes, its handshake or the head of a request have not come whole. */
        ARRIVING,
        /** It is kept open and waits for the next request. */
        IDLE,
        /** It carries an exchange. */
        BUSY
    }

    /** Whoever speaks the protocol on a connection. */
    public interface Occupant {
        /** The process stops: nothing new is to be accepted, what runs may end. */
        void drain();

        /** Whether the exchange waits for this client to send or to take bytes; false for tunnels, whose silence is normal. */
        boolean waitsForClient();

        /** Bytes that went either way in the running exchange. */
        long progress();
    }

    private final ClientConnections owner;
    private final Channel channel;
    private Phase phase = Phase.ARRIVING;
    private long since;
    private long lookedNanos;
    private long lookedProgress;
    private long lastRate = Long.MAX_VALUE;
    private @Nullable Occupant occupant;

    /** Whether it was forgotten already: it has ended, or was given up and is being closed. */
    boolean removed;

    @Nullable
    ClientConnection next;

    @Nullable
    ClientConnection previous;

    ClientConnection(ClientConnections owner, Channel channel, long now) {
        this.owner = owner;
        this.channel = channel;
        this.since = now;
        this.lookedNanos = now;
    }

    /** Says who speaks on the connection from now on; it is told at once where the process is stopping. */
    public void occupant(Occupant speaker) {
        occupant = speaker;
        if (owner.draining()) {
            speaker.drain();
        }
    }

    /** Says what the connection is doing from now on. */
    public void phase(Phase now, long nanoTime) {
        owner.move(this, phase, now);
        phase = now;
        since = nanoTime;
        lookedNanos = nanoTime;
        lookedProgress = 0;
        lastRate = Long.MAX_VALUE;
    }

    /** What the connection is doing. */
    public Phase phase() {
        return phase;
    }

    /** Whether the process is stopping. */
    public boolean draining() {
        return owner.draining();
    }

    Channel channel() {
        return channel;
    }

    void drain() {
        Occupant speaker = occupant;
        if (speaker == null) {
            channel.close();
        } else {
            speaker.drain();
        }
    }

    /**
     * Bytes per second since the last look but {@code graceNanos} ago at least, or {@link Long#MAX_VALUE} where it is not the client
     * who is slow. Not since the phase began: what the system buffers for a client that takes nothing would pass for speed for long.
     */
    long rate(long now, long graceNanos) {
        Occupant speaker = occupant;
        if (speaker == null || now - since < graceNanos || !speaker.waitsForClient()) {
            return Long.MAX_VALUE;
        }
        long window = now - lookedNanos;
        if (window >= graceNanos) {
            long progress = speaker.progress();
            lastRate = (long) ((progress - lookedProgress) / (window / 1e9));
            lookedNanos = now;
            lookedProgress = progress;
        }
        return lastRate;
    }
}
