package dev.sluice.worker;

import org.jspecify.annotations.Nullable;

/**
 * What one worker holds for its clients, and how much it may: everything that a client can make it hold is added here when it begins and
 * subtracted when it ends. On the worker's loop, but for what is marked.
 */
public final class Budget {
    /** What a direction of bytes may hold in any case before its sender has to wait; it is a socket's high-water mark, too. */
    public static final int MIN_BACKLOG = 16 * 1024;

    private static final int MAX_BACKLOG = 256 * 1024;
    /** A single direction gets no more than this part of what is left. */
    private static final int BACKLOG_SHARE = 16;

    private Allotment limit = Allotment.UNBOUNDED;
    private long heap;
    private long nativeBytes;
    private int descriptors;
    private int connections;

    Budget() {}

    /** Sets how much there may be. */
    void limit(Allotment most) {
        limit = most;
    }

    /** How much there may be. Any thread; what it sees may be a moment old. */
    public Allotment limit() {
        return limit;
    }

    /** Bytes on the heap that are held. Any thread; what it sees may be a moment old. */
    public long heap() {
        return heap;
    }

    /** Bytes outside of the heap that are held. Any thread; what it sees may be a moment old. */
    public long nativeBytes() {
        return nativeBytes;
    }

    /** Sockets that are open. Any thread; what it sees may be a moment old. */
    public int descriptors() {
        return descriptors;
    }

    /** Something with this price begins, whether it fits or not. */
    public void add(Price price) {
        heap += price.heap();
        nativeBytes += price.nativeBytes();
        descriptors += price.descriptors();
    }

    /** Something with this price has ended. */
    public void subtract(Price price) {
        heap -= price.heap();
        nativeBytes -= price.nativeBytes();
        descriptors -= price.descriptors();
    }

    /** One more connection of a client, or one less. */
    void connection(int change) {
        connections += change;
        descriptors += change;
    }

    /** More bytes are held, or less. */
    void add(long onHeap, long outside) {
        heap += onHeap;
        nativeBytes += outside;
    }

    /** What would be short if so much more were held, or null. */
    @Nullable
    Resource shortOf(long onHeap, long outside, int sockets, int clients) {
        if (clients > 0 && connections + clients > limit.connections()) {
            return Resource.CONNECTIONS;
        }
        if (sockets > 0 && descriptors + sockets > limit.descriptors()) {
            return Resource.DESCRIPTORS;
        }
        if (onHeap > 0 && heap + onHeap > limit.heap()) {
            return Resource.HEAP;
        }
        return outside > 0 && nativeBytes + outside > limit.nativeBytes() ? Resource.NATIVE : null;
    }

    /**
     * Of what more would be held than may be if so much more were held, or null.
     *
     * @param tolerated how much more may be, as a part of the limit: one in so many
     */
    @Nullable
    Resource overdrawn(long onHeap, long outside, int tolerated) {
        if (heap + onHeap - limit.heap() / tolerated > limit.heap()) {
            return Resource.HEAP;
        }
        return nativeBytes + outside - limit.nativeBytes() / tolerated > limit.nativeBytes() ? Resource.NATIVE : null;
    }

    /**
     * How many bytes may wait in one direction of an exchange before its sender has to wait too: less if little memory is left, so that
     * many may stand still at once.
     */
    public int backlog() {
        long left = (limit.nativeBytes() - nativeBytes) / BACKLOG_SHARE;
        return Math.clamp(left, MIN_BACKLOG, MAX_BACKLOG);
    }

    /** The part of what there may be of its scarcest resource that a holder has, in millionths. */
    int share(long onHeap, long outside, int sockets) {
        double most = Math.max((double) onHeap / limit.heap(), (double) outside / limit.nativeBytes());
        return (int) (1e6 * Math.max(most, (double) sockets / limit.descriptors()));
    }
}
