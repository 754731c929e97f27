package dev.sluice.http1;

import dev.sluice.exchange.Failure;
import io.netty.buffer.ByteBuf;

/**
 * Finds where a head (or a trailer section) ends in what has been received so far.
 *
 * <p>It remembers how far it has looked, so that a sender of single bytes costs no more than one of whole heads.
 */
final class HeadFinder {
    private int looked;

    void reset() {
        looked = 0;
    }

    /**
     * The length of the head at the reader index, its empty line included, or -1 where it has not come whole.
     *
     * @throws Malformed where a line ends in a bare LF (RFC 9112 §2.2 lets us refuse that)
     */
    int find(ByteBuf in) throws Malformed {
        int start = in.readerIndex();
        int end = in.writerIndex();
        int from = start + looked;
        while (true) {
            int lineFeed = in.indexOf(from, end, (byte) '\n');
            if (lineFeed < 0) {
                looked = end - start;
                return -1;
            }
            if (lineFeed == start || in.getByte(lineFeed - 1) != '\r') {
                throw new Malformed("a line ends in a bare line feed");
            }
            int length = lineFeed + 1 - start;
            if (endsInEmptyLine(in, start, length)) {
                looked = 0;
                return length;
            }
            from = lineFeed + 1;
        }
    }

    /** Refuses a head that is too long; {@code length} is what {@link #find} has returned. */
    static void checkLength(ByteBuf in, int length, int maxBytes) throws Malformed {
        if (length < 0 ? in.readableBytes() > maxBytes : length > maxBytes) {
            boolean longLine = in.indexOf(in.readerIndex(), in.readerIndex() + maxBytes, (byte) '\n') < 0;
            throw new Malformed(
                    longLine ? Failure.TARGET_TOO_LONG : Failure.HEAD_TOO_LARGE,
                    "the request head is larger than " + maxBytes + " bytes");
        }
    }

    private static boolean endsInEmptyLine(ByteBuf in, int start, int length) {
        return length == 2 || (length >= 4 && in.getByte(start + length - 3) == '\n');
    }
}
