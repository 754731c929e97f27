package dev.sluice.http2;

import java.util.Arrays;

/** The streams of a connection that were closed last: frames for them may still be under way, or show that the peer is wrong. */
final class ClosedStreams {
    private static final int MAX_KEPT = 256;
    private static final int BITS = 2;
    private static final How[] ALL = How.values();

    /** How a stream came to its end (RFC 9113 §5.1). */
    enum How {
        /** Both sides had said all that they had to say. */
        ENDED,
        /** The peer has reset it. */
        RESET_BY_PEER,
        /** We have ended it before the peer had, who may not know yet. */
        CUT_BY_US,
        /** It was never open, or was closed too long ago to be remembered. */
        UNKNOWN
    }

    /** The number of each stream and its end in the last two bits; grows with the connection's use. */
    private long[] ends = {};

    private int next;

    @SuppressWarnings("EnumOrdinal") // it never leaves the process, so order does not matter
    void add(int stream, How how) {
        if (next == ends.length) {
            if (ends.length < MAX_KEPT) {
                ends = Arrays.copyOf(ends, Math.max(8, ends.length * 2));
            } else {
                next = 0;
            }
        }
        ends[next++] = (long) stream << BITS | how.ordinal();
    }

    How how(int stream) {
        for (long end : ends) {
            if (end >> BITS == stream) {
                return ALL[(int) end & ((1 << BITS) - 1)];
            }
        }
        return How.UNKNOWN;
    }
}
