package dev.sluice.http2;

/** Why a stream ended before its time. */
enum StreamEnd {
    /** The peer has not looked at it: it may be sent again whatever it was (RFC 9113 §8.7). */
    UNPROCESSED,
    /** The peer has not looked at it, and will not as long as it comes over HTTP/2 (RFC 9113 §7). */
    HTTP_1_1_REQUIRED,
    /** The peer has reset it without an error: it wants no more of what we send. */
    NOT_WANTED,
    /** The peer has reset it. */
    RESET,
    /** The peer has broken a rule. */
    MALFORMED,
    /** The connection is gone. */
    CONNECTION_LOST
}
