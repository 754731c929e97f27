package dev.sluice.http;

import java.util.ArrayDeque;

/**
 * Response heads that nobody uses now: a head is needed for the moment in which it is read and passed on, so connections that wait hold
 * none. Belongs to one loop.
 */
public final class ResponseHeads {
    private static final int MAX_SPARE = 8;

    private final ArrayDeque<ResponseHead> spare = new ArrayDeque<>(MAX_SPARE);

    /** Gives an empty head, to be given back by {@link #give}. */
    public ResponseHead take() {
        ResponseHead head = spare.pollLast();
        return head == null ? new ResponseHead() : head;
    }

    /** Takes a head back; the caller must not use it any more. */
    public void give(ResponseHead head) {
        head.clear();
        if (spare.size() < MAX_SPARE) {
            spare.addLast(head);
        }
    }
}
