package dev.sluice.upstream;

import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * One GET over HTTP/2 for a health check, just far enough to learn the status (RFC 9113, RFC 7541): the request is written without
 * compression, and of the answer only the first field counts, which is {@code :status}.
 */
final class Http2Probe {
    /** The status of an answer that has not come far enough. */
    static final int AWAITED = 0;

    /** The status of an answer that is no HTTP/2, or refuses the request. */
    static final int NONE = -1;

    private static final int HEADER = 9;
    private static final int MOST = 64 * 1024;
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int GOAWAY = 7;
    private static final int[] STATUS_OF_STATIC = {200, 204, 206, 304, 400, 404, 500};

    private final ByteArrayOutputStream received = new ByteArrayOutputStream();

    /** Everything to send: preface, SETTINGS and the request as stream 1. */
    static byte[] request(String path, String host) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        block.write(0x82); // :method GET
        block.write(0x86); // :scheme http
        literal(block, 0x04, path);
        literal(block, 0x01, host);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        frame(out, SETTINGS, 0, 0, new byte[] {0, 2, 0, 0, 0, 0}); // ENABLE_PUSH 0
        frame(out, HEADERS, 0x05, 1, block.toByteArray()); // END_STREAM and END_HEADERS
        return out.toByteArray();
    }

    private static void literal(ByteArrayOutputStream out, int name, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.US_ASCII);
        out.write(name);
        int length = bytes.length;
        if (length < 0x7f) {
            out.write(length);
        } else {
            out.write(0x7f);
            for (length -= 0x7f; length >= 0x80; length >>>= 7) {
                out.write((length & 0x7f) | 0x80);
            }
            out.write(length);
        }
        out.writeBytes(bytes);
    }

    private static void frame(ByteArrayOutputStream out, int type, int flags, int stream, byte[] payload) {
        out.writeBytes(new byte[] {
            (byte) (payload.length >> 16),
            (byte) (payload.length >> 8),
            (byte) payload.length,
            (byte) type,
            (byte) flags,
            0,
            0,
            0,
            (byte) stream
        });
        out.writeBytes(payload);
    }

    /** Takes what has come; the status, {@link #AWAITED} or {@link #NONE}. */
    int status(ByteBuf more) {
        byte[] piece = new byte[more.readableBytes()];
        more.readBytes(piece);
        received.writeBytes(piece);
        byte[] bytes = received.toByteArray();
        int at = 0;
        while (bytes.length - at >= HEADER) {
            int length = (bytes[at] & 0xff) << 16 | (bytes[at + 1] & 0xff) << 8 | (bytes[at + 2] & 0xff);
            int type = bytes[at + 3] & 0xff;
            boolean first = at == 0 && type != SETTINGS;
            if (first || length > MOST || (type == RST_STREAM && bytes[at + 8] == 1) || type == GOAWAY) {
                return NONE;
            }
            if (bytes.length - at - HEADER < length) {
                break;
            }
            int status = type == HEADERS ? first(bytes, at + HEADER, at + HEADER + length, bytes[at + 4]) : AWAITED;
            if (status != AWAITED && status / 100 != 1) {
                return status;
            }
            at += HEADER + length;
        }
        return bytes.length > MOST ? NONE : AWAITED;
    }

    private static int first(byte[] bytes, int from, int to, int flags) {
        int at = from + ((flags & 0x08) != 0 ? 1 : 0) + ((flags & 0x20) != 0 ? 5 : 0);
        while (at < to && (bytes[at] & 0xe0) == 0x20) {
            at++; // a table size update; ours is never so large that it takes more than a byte or three
            while (at < to && (bytes[at - 1] & 0x1f) == 0x1f && (bytes[at] & 0x80) != 0) {
                at++;
            }
        }
        if (at >= to) {
            return NONE;
        }
        int b = bytes[at] & 0xff;
        if (b >= 0x88 && b <= 0x8e) {
            return STATUS_OF_STATIC[b - 0x88];
        }
        int name = (b & 0xc0) == 0x40 ? b & 0x3f : (b & 0xe0) == 0 ? b & 0x0f : 0;
        boolean literal = name >= 8 && name <= 14;
        if (!literal || at + 2 >= to) {
            return NONE;
        }
        int length = bytes[at + 1] & 0x7f;
        boolean coded = (bytes[at + 1] & 0x80) != 0;
        return at + 2 + length > to ? NONE : coded ? coded(bytes, at + 2, length) : digits(bytes, at + 2, length);
    }

    private static int digits(byte[] bytes, int from, int length) {
        String text = new String(bytes, from, length, StandardCharsets.US_ASCII);
        return text.matches("[1-5]\\d\\d") ? Integer.parseInt(text) : NONE;
    }

    /** The Huffman codes of digits: 0 to 2 have five bits, 3 to 9 six (RFC 7541 Appendix B). */
    private static int coded(byte[] bytes, int from, int length) {
        long bits = 0;
        for (int i = 0; i < length && i < 4; i++) {
            bits = bits << 8 | (bytes[from + i] & 0xff);
        }
        int left = length * 8;
        int status = 0;
        for (int i = 0; i < 3; i++) {
            int five = left >= 5 ? (int) (bits >>> (left - 5)) & 0x1f : 0x1f;
            if (five <= 2) {
                status = status * 10 + five;
                left -= 5;
            } else {
                int six = left >= 6 ? (int) (bits >>> (left - 6)) & 0x3f : 0x3f;
                if (six < 0x19 || six > 0x1f) {
                    return NONE;
                }
                status = status * 10 + six - 0x16;
                left -= 6;
            }
        }
        return status;
    }
}
