package dev.sluice.exchange;

import dev.sluice.exchange.Failure.Retry;

/** What follows a failed attempt at an endpoint: a pure decision, while nothing of a final response has reached the client. */
enum Recovery {
    /** Try another endpoint (or the same on a new connection) now. */
    RETRY,
    /** Wait until an endpoint accepts connections again. */
    HOLD,
    /** Tell the client. */
    ANSWER;

    /**
     * Decides.
     *
     * @param failure what went wrong
     * @param attempts how many endpoints have been tried, this one included
     * @param retries how many further attempts the route allows
     * @param replayable whether nothing of the body has been passed on, and the method is idempotent or was not looked at
     * @param others whether an endpoint is left that has not been tried
     */
    static Recovery after(Failure failure, int attempts, int retries, boolean replayable, boolean others) {
        Retry retry = failure.retry();
        return switch (retry) {
            case NEVER -> ANSWER;
            // nothing has reached anybody: going on costs nothing, and where nobody is left, waiting is what helps
            case IF_UNSENT -> others && attempts <= retries ? RETRY : HOLD;
            case IF_OTHERS -> others && attempts <= retries ? RETRY : ANSWER;
            case IF_REUSED -> replayable ? RETRY : ANSWER;
            case IF_IDEMPOTENT, IF_UNPROCESSED -> replayable && attempts <= retries ? RETRY : ANSWER;
        };
    }
}
