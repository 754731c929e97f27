package dev.sluice.upstream;

/** What an endpoint speaks. */
public enum BackendProtocol {
    /** HTTP/1.1: {@code http://} and {@code unix:}. */
    HTTP_1,
    /** HTTP/2 in plain text, by prior knowledge (RFC 9113 §3.3): {@code h2c://}. */
    HTTP_2,
    /** Whichever of the two ALPN agrees on: {@code https://}. */
    NEGOTIATED
}
