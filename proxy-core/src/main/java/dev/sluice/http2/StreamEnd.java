package dev.sluice.http2;

/** Why a stream ended before its time. */
enum StreamEnd {
    /** The peer has not looked at it: it may be sent again whatever it was (RFC 9113 §8.7). */
    UNPROCESSED,
    /** The peer has reset it without an error: it wants no more of what we send. */
    NOT_WANTED,
    /** The peer has reset it. */
    RESET,
    /** The peer has broken a rule. */
    MALFORMED,
    /** The connection is gone. */
    CONNECTION_LOST
}
