package dev.sluice.http;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The path of a request target in the one form that routes are matched by; what is sent on stays as it came.
 *
 * <p>Duplicate slashes are one. Percent-encoded characters are decoded (RFC 3986 §6.2.2.2), the reserved ones that cannot start,
 * end or split a segment too, because backends decode them and a rule for {@code /a@b} must hold for {@code /a%40b}. What stays
 * encoded, with upper-case digits: {@code / \ % ? # ;}, controls and space. So {@code %2F} never separates segments. A byte above 127
 * stands for itself, percent-encoded or not.
 *
 * <p>Dot segments are refused in every spelling, also where only a backend would see one: {@code /%2e./}, {@code /..;x/},
 * {@code /a%2F..}, {@code /..%5Ca}, {@code /..%20/}. One pass, at most two; reused; belongs to one loop.
 */
public final class CanonicalPath {
    private static final int MAX_KEPT = 1024;
    /** A longer array is not kept for the few bytes of a path in it: whoever adds to a head replaces its array. */
    private static final int MAX_SHARED = 4 * 1024;

    private static final byte[] NONE = {};
    // 0 is any other byte.
    private static final byte SLASH = 1;
    private static final byte PERCENT = 2;
    private static final byte QUERY = 3;
    private static final byte BAD = 4;
    private static final byte EIGHT_BIT = 5;
    private static final byte[] CLASS = classes();

    private static final int SEGMENT_START = 0;
    private static final int ONE_DOT = 1;
    private static final int TWO_DOTS = 2;
    private static final int NAMED = 3;

    private byte[] scratch = NONE;
    private byte[] bytes = NONE;
    private int start;
    private int end;
    private boolean copied;
    private boolean eightBit;
    private int rawStart;

    /** The canonical form of a configured path, which may hold any character. One that no request can have stays as it is. */
    public static byte[] of(String path) {
        byte[] raw = encoded(path);
        CanonicalPath canonical = new CanonicalPath();
        boolean possible = raw.length > 0 && raw[0] == '/' && canonical.parse(raw, 0, raw.length) >= 0;
        return possible ? Arrays.copyOfRange(canonical.bytes, canonical.start, canonical.end) : raw;
    }

    /** A configured path as it is sent: UTF-8, with everything percent-encoded that no target may hold. */
    public static byte[] encoded(String path) {
        byte[] utf8 = path.getBytes(StandardCharsets.UTF_8);
        byte[] out = new byte[utf8.length * 3];
        int length = 0;
        for (byte b : utf8) {
            int c = b & 0xFF;
            if (c > 0x7F || CLASS[c] == BAD || CLASS[c] == QUERY) {
                length = Ascii.percentEncode(c, out, length);
            } else {
                out[length++] = b;
            }
        }
        return Arrays.copyOf(out, length);
    }

    /**
     * Reads {@code source[from, to)}, which starts with a slash.
     *
     * @return where the path ends: at the question mark of a query or at {@code to}; -1 where it is refused
     */
    int parse(byte[] source, int from, int to) {
        rawStart = from;
        eightBit = false;
        for (int i = from; i < to; i++) {
            switch (CLASS[source[i] & 0xFF]) {
                case SLASH -> {
                    if (i + 1 < to && (source[i + 1] == '/' || source[i + 1] == '.')) {
                        return copy(source, from, to);
                    }
                }
                case PERCENT, EIGHT_BIT -> {
                    return copy(source, from, to);
                }
                case QUERY -> {
                    return keep(source, from, i);
                }
                case BAD -> {
                    return -1;
                }
                default -> {}
            }
        }
        return keep(source, from, to);
    }

    /** The array that holds the canonical path in {@code [start, end)}. */
    byte[] bytes() {
        return bytes;
    }

    int start() {
        return start;
    }

    int end() {
        return end;
    }

    /** Forgets everything; a large array is given back. */
    void clear() {
        bytes = NONE;
        start = 0;
        end = 0;
        if (scratch.length > MAX_KEPT) {
            scratch = NONE;
        }
    }

    /** How many bytes of heap a long path holds beside the head that it stands in. */
    int held() {
        return scratch.length > MAX_KEPT ? scratch.length : 0;
    }

    /** Whether the path that was parsed holds bytes above 127 that are not percent-encoded. */
    boolean eightBit() {
        return eightBit;
    }

    /** Takes a path that is canonical already. */
    void set(byte[] path) {
        eightBit = false;
        keep(path, 0, path.length);
    }

    /** Where in {@code source}, which was parsed, the first {@code length} bytes of the canonical path end. O(length). */
    int rawEnd(byte[] source, int length) {
        if (!copied) {
            return rawStart + length;
        }
        int i = rawStart;
        int written = 0;
        while (written < length) {
            int b = source[i];
            if (b == '%') {
                written += staysEncoded(octet(source, i)) ? 3 : 1;
                i += 3;
            } else {
                boolean repeated = b == '/' && i > rawStart && source[i - 1] == '/';
                written += repeated ? 0 : 1;
                i++;
            }
        }
        return i;
    }

    private int keep(byte[] source, int from, int to) {
        copied = false;
        if (source.length > MAX_SHARED) {
            prepare(to - from);
            System.arraycopy(source, from, scratch, 0, to - from);
            bytes = scratch;
            start = 0;
            end = to - from;
        } else {
            bytes = source;
            start = from;
            end = to;
        }
        return to;
    }

    private int copy(byte[] source, int from, int to) {
        prepare(to - from);
        int out = 0;
        int segment = SEGMENT_START;
        int i = from;
        while (i < to && source[i] != '?') {
            boolean encoded = source[i] == '%';
            int c = encoded ? decode(source, i, to) : source[i] & 0xFF;
            if (c <= 0 || (!encoded && CLASS[c] == BAD)) {
                return -1;
            }
            if (endsName(c) && isDots(segment)) {
                return -1;
            }
            segment = after(segment, c);
            eightBit |= c > 0x7F && !encoded;
            out = encoded && staysEncoded(c) ? Ascii.percentEncode(c, scratch, out) : write(out, c);
            i += encoded ? 3 : 1;
        }
        if (isDots(segment)) {
            return -1;
        }
        bytes = scratch;
        start = 0;
        end = out;
        copied = true;
        return i;
    }

    private void prepare(int length) {
        if (scratch.length < length) {
            scratch = new byte[Math.max(256, length)];
        }
    }

    private int write(int out, int c) {
        if (c == '/' && out > 0 && scratch[out - 1] == '/') {
            return out;
        }
        scratch[out] = (byte) c;
        return out + 1;
    }

    // Tomcat and others drop ";parameters" before they look at dots, IIS reads a backslash as a slash, and some decode
    // %2F first.
    private static boolean endsName(int c) {
        return c == '/' || c == '\\' || c == ';';
    }

    private static boolean isDots(int segment) {
        return segment == ONE_DOT || segment == TWO_DOTS;
    }

    private static int after(int segment, int c) {
        if (c == '/' || c == '\\') {
            return SEGMENT_START;
        }
        if (c <= ' ' || c == 0x85 || c == 0xA0) {
            return segment; // some strip white space, in ASCII, ISO 8859-1 or Unicode, from both ends of a name
        }
        return c == '.' && segment < NAMED ? segment + 1 : NAMED;
    }

    private static boolean staysEncoded(int c) {
        return c <= ' ' || c == 0x7F || c == '/' || c == '\\' || c == '%' || c == '?' || c == '#' || c == ';';
    }

    private static int decode(byte[] source, int at, int to) {
        return at + 2 < to ? octet(source, at) : -1;
    }

    private static int octet(byte[] source, int percent) {
        int high = digit(source[percent + 1]);
        int low = digit(source[percent + 2]);
        return high < 0 || low < 0 ? -1 : (high << 4) | low;
    }

    private static int digit(byte b) {
        if (b >= '0' && b <= '9') {
            return b - '0';
        }
        int letter = Ascii.lower(b);
        return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
    }

    private static byte[] classes() {
        byte[] table = new byte[256];
        Arrays.fill(table, 0, ' ' + 1, BAD);
        Arrays.fill(table, 0x80, 0x100, EIGHT_BIT);
        table[0x7F] = BAD;
        table['#'] = BAD;
        table['\\'] = BAD;
        table['/'] = SLASH;
        table['%'] = PERCENT;
        table['?'] = QUERY;
        return table;
    }
}
