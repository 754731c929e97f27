package dev.sluice.http;

import java.util.Arrays;

/**
 * Percent-encodes the bytes of a request target that no URI may hold (RFC 3986 §2.1): those above 127.
 *
 * <p>Some clients type a path in UTF-8 as it is. Sent on, such bytes are read in two ways: Python takes 0x85 and 0xA0 for white space
 * when it splits a request line, so that a rule for {@code /admin} would not see what the backend sees. Rare, so it may allocate.
 */
final class TargetEncoding {
    private TargetEncoding() {}

    /** Gives the head the percent-encoded form of its target, which is also the one that the log shows. O(length). */
    static void apply(RequestHead head) {
        Fields fields = head.fields();
        byte[] encoded = of(fields.bytes(), head.targetStart(), head.targetEnd());
        int start = fields.store(encoded, 0, encoded.length);
        head.respelled(start, start + encoded.length);
    }

    /** The percent-encoded form of {@code bytes[from, to)}. */
    static byte[] of(byte[] bytes, int from, int to) {
        byte[] encoded = new byte[(to - from) * 3];
        int length = 0;
        for (int i = from; i < to; i++) {
            if (bytes[i] < 0) {
                length = Ascii.percentEncode(bytes[i] & 0xFF, encoded, length);
            } else {
                encoded[length++] = bytes[i];
            }
        }
        return Arrays.copyOf(encoded, length);
    }
}
