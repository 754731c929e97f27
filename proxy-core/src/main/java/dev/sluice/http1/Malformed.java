package dev.sluice.http1;

import dev.sluice.exchange.Failure;

/** A message that breaks RFC 9112, or that two parties could frame differently. Has no stack trace: it is the sender's fault. */
final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    private final Failure failure;

    Malformed(Failure failure, String detail) {
        super(detail, null, false, false);
        this.failure = failure;
    }

    Malformed(String detail) {
        this(Failure.BAD_REQUEST, detail);
    }

    /** What the client is told where the message was a request. */
    Failure failure() {
        return failure;
    }

    /** What was wrong, for the log. */
    String detail() {
        String message = getMessage();
        return message == null ? "" : message;
    }
}
