package dev.sluice.http;

import java.util.Arrays;

/**
 * A canonical path taken apart into what backends see after decoding: ASCII characters, escapes, characters in UTF-8, and bytes that
 * are none of these.
 *
 * @param white whether there is white space, in ASCII, ISO 8859-1 or Unicode
 * @param whiteAtEnds whether some of it stands at an end of a name
 * @param malformed whether there are bytes that are not UTF-8
 */
record PathUnits(boolean white, boolean whiteAtEnds, boolean malformed) {
    private static final int ESCAPE = 3;

    /** Looks through {@code path[from, to)}; allocates nothing else. */
    static PathUnits of(byte[] path, int from, int to) {
        boolean white = false;
        boolean atEnds = false;
        boolean malformed = false;
        int i = from;
        while (i < to) {
            int length = length(path, i, to);
            if (isWhite(path, i, length)) {
                white = true;
                int end = i + length;
                atEnds |= i == from || path[i - 1] == '/' || end == to || path[end] == '/';
            }
            malformed |= isMalformed(path, i, length);
            i += length;
        }
        return new PathUnits(white, atEnds, malformed);
    }

    /** The path without white space at the ends of its names. */
    static byte[] stripped(byte[] path) {
        byte[] out = new byte[path.length];
        int written = 0;
        int kept = 0; // what was written of this name without white space at its end
        int i = 0;
        while (i < path.length) {
            int length = length(path, i, path.length);
            boolean white = isWhite(path, i, length);
            boolean first = kept == 0 || out[kept - 1] == '/';
            if (path[i] == '/') {
                written = kept;
            }
            if (!white || !first) {
                System.arraycopy(path, i, out, written, length);
                written += length;
            }
            kept = white ? kept : written;
            i += length;
        }
        return Arrays.copyOf(out, kept);
    }

    /** The path without the bytes that are not UTF-8. */
    static byte[] wellFormed(byte[] path) {
        byte[] out = new byte[path.length];
        int written = 0;
        int i = 0;
        while (i < path.length) {
            int length = length(path, i, path.length);
            if (!isMalformed(path, i, length)) {
                System.arraycopy(path, i, out, written, length);
                written += length;
            }
            i += length;
        }
        return Arrays.copyOf(out, written);
    }

    private static boolean isMalformed(byte[] path, int at, int length) {
        return length == 1 && path[at] < 0;
    }

    /** How many bytes the unit at this place has. */
    private static int length(byte[] path, int at, int to) {
        byte first = path[at];
        if (first == '%') {
            return Math.min(ESCAPE, to - at);
        }
        int length = first >= 0 ? 1 : utf8Length(first & 0xFF);
        return length > 1 && isUtf8(path, at, length, to) ? length : 1;
    }

    private static int utf8Length(int first) {
        if (first < 0xC2 || first > 0xF4) {
            return 1;
        }
        return first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    }

    /** Whether the sequence is whole and none that RFC 3629 §3 forbids: overlong, a surrogate, or beyond U+10FFFF. */
    private static boolean isUtf8(byte[] path, int at, int length, int to) {
        if (at + length > to) {
            return false;
        }
        int second = path[at + 1] & 0xFF;
        boolean allowed = switch (path[at] & 0xFF) {
            case 0xE0 -> second >= 0xA0;
            case 0xED -> second < 0xA0;
            case 0xF0 -> second >= 0x90;
            case 0xF4 -> second < 0x90;
            default -> true;
        };
        for (int i = at + 1; i < at + length; i++) {
            allowed &= (path[i] & 0xC0) == 0x80;
        }
        return allowed;
    }

    private static boolean isWhite(byte[] path, int at, int length) {
        int first = path[at] & 0xFF;
        if (first == '%') {
            // canonical: of white space and controls only, these stay escaped
            return length == ESCAPE && (path[at + 1] < '2' || (path[at + 1] == '2' && path[at + 2] == '0'));
        }
        return switch (length) {
            case 1 -> first == 0x85 || first == 0xA0;
            case 2 -> first == 0xC2 && (path[at + 1] == (byte) 0x85 || path[at + 1] == (byte) 0xA0);
            case 3 -> isWhite((first & 15) << 12 | (path[at + 1] & 63) << 6 | (path[at + 2] & 63));
            default -> false;
        };
    }

    /** White space of Unicode, and the mark of byte order, which JavaScript takes for it. */
    private static boolean isWhite(int character) {
        return (character >= 0x2000 && character <= 0x200A)
                || character == 0x1680
                || character == 0x2028
                || character == 0x2029
                || character == 0x202F
                || character == 0x205F
                || character == 0x3000
                || character == 0xFEFF;
    }
}
