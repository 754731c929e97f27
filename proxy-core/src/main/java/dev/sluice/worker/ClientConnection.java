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

    /** Bytes per second since the phase began, or {@link Long#MAX_VALUE} where it is not the client who is slow. */
    long rate(long now, long graceNanos) {
        Occupant speaker = occupant;
        long age = now - since;
        if (speaker == null || age < graceNanos || !speaker.waitsForClient()) {
            return Long.MAX_VALUE;
        }
        return (long) (speaker.progress() / (age / 1e9));
    }
}
