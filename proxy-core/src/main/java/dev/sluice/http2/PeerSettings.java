package dev.sluice.http2;

import io.netty.buffer.ByteBuf;

/** What the peer has said of itself in SETTINGS (RFC 9113 §6.5.2), checked. */
final class PeerSettings {
    static final int HEADER_TABLE_SIZE = 1;
    static final int ENABLE_PUSH = 2;
    static final int MAX_CONCURRENT_STREAMS = 3;
    static final int INITIAL_WINDOW_SIZE = 4;
    static final int MAX_FRAME_SIZE = 5;
    static final int MAX_HEADER_LIST_SIZE = 6;
    /** RFC 8441 §3. */
    static final int ENABLE_CONNECT_PROTOCOL = 8;
    /** RFC 9218 §2.1. */
    static final int NO_RFC7540_PRIORITIES = 9;

    private static final int LARGEST_FRAME_SIZE = 16_777_215;

    /** The smallest size of the last frame (RFC 7541 §4.2). */
    long leastHeaderTableSize = HpackDecoder.TABLE_SIZE;

    long headerTableSize = HpackDecoder.TABLE_SIZE;
    long maxConcurrentStreams = Long.MAX_VALUE;
    int initialWindowSize = ReceiveWindow.INITIAL;
    int maxFrameSize = Frame.MAX_SIZE;
    boolean connectProtocol;

    void read(ByteBuf payload) throws ConnectionError {
        leastHeaderTableSize = Long.MAX_VALUE;
        while (payload.isReadable()) {
            int identifier = payload.readUnsignedShort();
            set(identifier, payload.readUnsignedInt());
        }
    }

    private void set(int identifier, long value) throws ConnectionError {
        switch (identifier) {
            case HEADER_TABLE_SIZE -> {
                headerTableSize = value;
                leastHeaderTableSize = Math.min(leastHeaderTableSize, value);
            }
            case ENABLE_PUSH -> check(value <= 1, ErrorCode.PROTOCOL_ERROR, "ENABLE_PUSH");
            case MAX_CONCURRENT_STREAMS -> maxConcurrentStreams = value;
            case INITIAL_WINDOW_SIZE -> {
                check(value <= Integer.MAX_VALUE, ErrorCode.FLOW_CONTROL_ERROR, "INITIAL_WINDOW_SIZE");
                initialWindowSize = (int) value;
            }
            case MAX_FRAME_SIZE -> {
                check(
                        value >= Frame.MAX_SIZE && value <= LARGEST_FRAME_SIZE,
                        ErrorCode.PROTOCOL_ERROR,
                        "MAX_FRAME_SIZE");
                maxFrameSize = (int) value;
            }
            case ENABLE_CONNECT_PROTOCOL -> {
                check(
                        value == 1 || (value == 0 && !connectProtocol),
                        ErrorCode.PROTOCOL_ERROR,
                        "ENABLE_CONNECT_PROTOCOL");
                connectProtocol = value == 1;
            }
            default -> {} // RFC 9113 §6.5.2: unknown ones are ignored
        }
    }

    private static void check(boolean allowed, ErrorCode code, String name) throws ConnectionError {
        if (!allowed) {
            throw new ConnectionError(code, "a value of " + name + " that is not allowed");
        }
    }
}
