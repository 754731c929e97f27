package dev.sluice.http;

import io.netty.handler.codec.http.HttpResponseStatus;

/** The usual words for a status (RFC 9110 §15.1). */
public final class ReasonPhrase {
    private static final int LOOP_DETECTED = 508;

    private ReasonPhrase() {}

    /** The words, in ASCII; something fitting for a status that nobody knows. */
    public static String of(int status) {
        // RFC 5842 §7.2, which Netty does not know
        return status == LOOP_DETECTED
                ? "Loop Detected"
                : HttpResponseStatus.valueOf(status).reasonPhrase();
    }
}
