package dev.sluice.http2;

import java.util.Arrays;

/** The streams of a connection that were closed last: frames for them may still be under way, or show that the peer is wrong. */
final class ClosedStreams {
    private static final int KEPT = 256;

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

    private final int[] ids = new int[KEPT];
    private final How[] ends = new How[KEPT];
    private int next;

    ClosedStreams() {
        Arrays.fill(ends, How.UNKNOWN);
    }

    void add(int stream, How how) {
        ids[next] = stream;
        ends[next] = how;
        next = (next + 1) & (KEPT - 1);
    }

    How how(int stream) {
        for (int i = 0; i < KEPT; i++) {
            if (ids[i] == stream) {
                return ends[i];
            }
        }
        return How.UNKNOWN;
    }
}
