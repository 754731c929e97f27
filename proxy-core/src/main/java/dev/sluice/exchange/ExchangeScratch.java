package dev.sluice.exchange;

import dev.sluice.http.RequestHead;
import dev.sluice.http.RequestTarget;

/**
 * What a running exchange writes into: the request's head and its understood target. It belongs to the worker and is lent for one
 * exchange, so that a connection without one holds none.
 *
 * @param head the request's head, which the client's stream fills
 * @param target what the request is for
 */
public record ExchangeScratch(RequestHead head, RequestTarget target) {

    static ExchangeScratch fresh() {
        return new ExchangeScratch(new RequestHead(), new RequestTarget());
    }

    /** How many bytes of heap the request takes in it. */
    public int held() {
        return head.fields().held() + target.held();
    }

    void clear() {
        head.clear();
        target.clear();
    }
}
