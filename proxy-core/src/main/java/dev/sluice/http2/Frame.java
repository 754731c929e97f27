package dev.sluice.http2;

import java.nio.charset.StandardCharsets;

/** Numbers of the wire format (RFC 9113 §4 and §6). */
final class Frame {
    /** What a client sends first (RFC 9113 §3.4). Not to be changed. */
    static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    static final int HEADER_LENGTH = 9;
    /** What we take at most, and what every peer takes (RFC 9113 §4.2). */
    static final int MAX_SIZE = 16_384;

    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int PRIORITY = 2;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int PUSH_PROMISE = 5;
    static final int PING = 6;
    static final int GOAWAY = 7;
    static final int WINDOW_UPDATE = 8;
    static final int CONTINUATION = 9;
    /** RFC 9218 §7.1. */
    static final int PRIORITY_UPDATE = 16;

    static final int END_STREAM = 1;
    static final int ACK = 1;
    static final int END_HEADERS = 4;
    static final int PADDED = 8;
    static final int PRIORITY_FLAG = 0x20;

    private Frame() {}
}
