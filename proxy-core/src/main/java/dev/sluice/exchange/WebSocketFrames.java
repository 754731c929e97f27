package dev.sluice.exchange;

import io.netty.buffer.ByteBuf;

/**
 * Follows one direction of a WebSocket (RFC 6455 §5.2) just far enough to know where frames end: payloads are skipped, nothing is
 * changed.
 */
final class WebSocketFrames {
    private static final int CLOSE = 8;

    private int headerSeen;
    private int headerLength = 2;
    private long length;
    private long payload;
    private int lengthBytes;
    private boolean closed;

    /** Whether the bytes so far end where a frame ends. */
    boolean atBoundary() {
        return headerSeen == 0 && payload == 0;
    }

    /** Whether a close frame has begun. */
    boolean closeSeen() {
        return closed;
    }

    /**
     * Follows the readable bytes without taking them.
     *
     * @param untilBoundary whether to stop where the frame that is under way ends
     * @return how many bytes were followed
     */
    int follow(ByteBuf data, boolean untilBoundary) {
        int start = data.readerIndex();
        int end = data.writerIndex();
        int at = start;
        while (at < end) {
            if (payload > 0) {
                int skipped = (int) Math.min(payload, end - at);
                payload -= skipped;
                at += skipped;
            } else {
                header(data.getByte(at++) & 0xff);
            }
            if (untilBoundary && atBoundary()) {
                break;
            }
        }
        return at - start;
    }

    private void header(int b) {
        if (headerSeen == 0) {
            closed |= (b & 15) == CLOSE;
        } else if (headerSeen == 1) {
            int seven = b & 127;
            lengthBytes = seven == 126 ? 2 : seven == 127 ? 8 : 0;
            length = lengthBytes == 0 ? seven : 0;
            headerLength = 2 + lengthBytes + ((b & 128) == 0 ? 0 : 4);
        } else if (headerSeen < 2 + lengthBytes) {
            length = (length << 8) | b;
        }
        headerSeen++;
        if (headerSeen == headerLength && headerSeen >= 2) {
            payload = length & Long.MAX_VALUE;
            headerSeen = 0;
            headerLength = 2;
        }
    }
}
