package dev.sluice.http2;

/**
 * How many bytes the peer may send on one stream (RFC 9113 §5.2). It starts small and doubles as long as everything is taken as fast
 * as it comes, so that a long way does not make an upload slow; what it grows by is taken from a budget that all streams share.
 */
final class ReceiveWindow {
    /** The initial value of the protocol, which we leave as it is. */
    static final int INITIAL = 65_535;

    private static final int LARGEST = 4 * 1024 * 1024;

    private int size;
    private int open;
    private int taken;

    void open() {
        size = INITIAL;
        open = INITIAL;
        taken = 0;
    }

    /** The peer has sent so much. Returns false where it may not. */
    boolean take(int bytes) {
        open -= bytes;
        return open >= 0;
    }

    /**
     * So much of it has been taken by whoever it is for.
     *
     * @param fast whether nothing waits
     * @return by how much the window is to be opened now, or 0
     */
    int giveBack(int bytes, boolean fast, WindowBudget budget) {
        taken += bytes;
        if (taken < size / 2) {
            return 0;
        }
        int grant = taken;
        taken = 0;
        if (fast && size < LARGEST && budget.take(size)) {
            grant += size;
            size *= 2;
        }
        open += grant;
        return grant;
    }

    /** Nothing more comes. */
    void close(WindowBudget budget) {
        if (size > INITIAL) {
            budget.giveBack(size - INITIAL);
        }
        size = INITIAL;
    }
}
