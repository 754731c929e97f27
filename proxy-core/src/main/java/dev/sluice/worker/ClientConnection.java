package dev.sluice.worker;

import io.netty.channel.Channel;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One client's connection, as its worker's {@link ClientConnections} count it, with all that it makes the worker hold. On the worker's loop only. */
public final class ClientConnection {
    /** A speed is kept for so long at least: in less, whoever moves much may move nothing. */
    private static final long SPEED_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

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

        /** Whether the exchange has become a tunnel. */
        default boolean tunnels() {
            return false;
        }

        /** Bytes that went either way in the running exchange. */
        long progress();
    }

    /** What belongs to a connection and ends with it. */
    public interface Belongings {
        /** The connection has ended, or is given up. */
        void close();
    }

    private final ClientConnections owner;
    private final Channel channel;
    private Holder holder;
    private Phase phase = Phase.ARRIVING;
    private long since;
    private long lookedNanos;
    private long lookedProgress;
    private long bytesPerSecond;
    private boolean looked;
    private long heap;
    private long nativeBytes;
    private int exchanges;
    private @Nullable Occupant occupant;
    private @Nullable Belongings belongings;

    /** Whether it was forgotten already: it has ended, or was given up and is being closed. */
    boolean removed;

    @Nullable
    ClientConnection next;

    @Nullable
    ClientConnection previous;

    ClientConnection(ClientConnections owner, Channel channel, Holder holder, long now) {
        this.owner = owner;
        this.channel = channel;
        this.holder = holder;
        this.since = now;
        this.lookedNanos = now;
    }

    /** Says who speaks on the connection from now on; it is told at once if the process is stopping. */
    public void occupant(Occupant speaker) {
        occupant = speaker;
        if (owner.draining()) {
            speaker.drain();
        }
    }

    /** What belongs to the connection, or null. */
    public @Nullable Belongings belongings() {
        return belongings;
    }

    /** Says what belongs to the connection from now on; it is closed at once if the connection has ended already. */
    public void belongings(Belongings things) {
        belongings = things;
        if (removed) {
            things.close();
        }
    }

    void closeBelongings() {
        Belongings things = belongings;
        if (things != null) {
            things.close();
        }
    }

    /** Says what the connection is doing from now on. */
    public void phase(Phase now, long nanoTime) {
        owner.move(this, phase, now);
        phase = now;
        since = nanoTime;
        lookedNanos = nanoTime;
        lookedProgress = 0;
        looked = false;
    }

    /** What the connection is doing. */
    public Phase phase() {
        return phase;
    }

    /** Whether the process is stopping. */
    public boolean draining() {
        return owner.draining();
    }

    // ---- what it holds

    /**
     * Takes a request in, if there is room for it or others can be given up for it.
     *
     * @param head bytes of heap that its head holds
     * @param stream whether it came on a stream of HTTP/2
     * @return null, or what is short: then nothing was taken
     */
    public @Nullable Resource begin(int head, boolean stream) {
        int needed = Price.EXCHANGE.heap() + (stream ? Price.STREAM.heap() : 0) + head;
        Resource missing = owner.room(needed, this);
        if (missing == null) {
            requests(1);
            hold(needed, 0);
        } else {
            owner.shedding().count(Shedding.What.REQUEST, missing);
        }
        return missing;
    }

    /** The request that was taken in by {@link #begin} has ended, and its head is not held any more; its stream may be. */
    public void end(int head) {
        requests(-1);
        hold(-Price.EXCHANGE.heap() - head, 0);
    }

    private void requests(int change) {
        exchanges += change;
        if (!removed) {
            holder.sockets += change;
        }
    }

    /** The stream of a request that had ended is over, too. */
    public void endStream() {
        hold(-Price.STREAM.heap(), 0);
    }

    /** Something with this price begins or ends on the connection. */
    public void hold(Price price, boolean begins) {
        hold(begins ? price.heap() : -price.heap(), begins ? price.nativeBytes() : -price.nativeBytes());
    }

    /**
     * The connection holds more bytes, or less; what it holds already is not asked for, so that others, or the connection itself, may have
     * to be given up after this.
     *
     * @param onHeap change in bytes
     * @param outside change in bytes
     */
    public void hold(long onHeap, long outside) {
        heap += onHeap;
        nativeBytes += outside;
        if (!removed) {
            owner.held(this, onHeap, outside);
        }
    }

    /** What it holds of the scarcest resource, in millionths of all that there may be. */
    int share() {
        return owner.budget().share(heap, nativeBytes, sockets());
    }

    /** Sockets that it has: its own, and one for each request, which most likely has a backend's. */
    int sockets() {
        return 1 + exchanges;
    }

    long heap() {
        return heap;
    }

    long nativeBytes() {
        return nativeBytes;
    }

    Holder holder() {
        return holder;
    }

    void holder(Holder next) {
        holder = next;
    }

    Channel channel() {
        return channel;
    }

    long since() {
        return since;
    }

    void drain() {
        Occupant speaker = occupant;
        if (speaker == null) {
            channel.close();
        } else {
            speaker.drain();
        }
    }

    // ---- how fast it moves

    /** Whether its silence is normal. */
    boolean tunnels() {
        Occupant speaker = occupant;
        return speaker != null && speaker.tunnels();
    }

    /**
     * Bytes per second that it moved between the last two looks that were at least {@code windowNanos} and a moment apart, or -1 if that is
     * not known yet. Not since the phase began: what the system buffers for a client that takes nothing would pass for speed for long.
     */
    long speed(long now, long windowNanos) {
        Occupant speaker = occupant;
        if (speaker == null || phase == Phase.ARRIVING) {
            return 0; // what comes of a head or a handshake is no use before it is whole
        }
        long window = now - lookedNanos;
        if (window >= (looked ? Math.max(windowNanos, SPEED_NANOS) : windowNanos)) {
            long progress = speaker.progress();
            bytesPerSecond = (long) (Math.max(0, progress - lookedProgress) / (window / 1e9));
            looked = true;
            lookedNanos = now;
            lookedProgress = progress;
        }
        return looked ? bytesPerSecond : -1;
    }

    boolean waitsForClient() {
        Occupant speaker = occupant;
        return speaker != null && speaker.waitsForClient();
    }
}
