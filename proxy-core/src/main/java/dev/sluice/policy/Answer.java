package dev.sluice.policy;

/** An answer given without asking a backend. */
public sealed interface Answer {

    /**
     * A redirect.
     *
     * @param status 301, 302, 303, 307 or 308
     * @param location the value of {@code Location}: ASCII without control characters and spaces
     */
    record Redirect(int status, String location) implements Answer {}

    /** A fixed plain text (UTF-8) of the configuration. */
    final class Respond implements Answer {
        private final int status;
        private final byte[] body;

        Respond(int status, byte[] body) {
            this.status = status;
            this.body = body;
        }

        /** The status, 200 to 599. */
        public int status() {
            return status;
        }

        /** The body, which may be empty. Not to be changed. */
        public byte[] body() {
            return body;
        }
    }

    /** A refusal; the exchange has a failure for each. */
    enum Refusal implements Answer {
        /** 400: a redirect is due, but the request names no host to redirect to. */
        MISSING_HOST,
        /** 403: the client's address is not allowed. */
        FORBIDDEN,
        /** 413: Content-Length is above the route's limit. */
        BODY_TOO_LARGE
    }
}
