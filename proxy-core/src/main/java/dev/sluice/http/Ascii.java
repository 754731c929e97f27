package dev.sluice.http;

import java.nio.charset.StandardCharsets;

/** Comparisons of ASCII bytes that make no strings. */
public final class Ascii {
    private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);

    private Ascii() {}

    /** The lower-case form of an ASCII letter; every other byte as it is. */
    public static byte lower(byte b) {
        return b >= 'A' && b <= 'Z' ? (byte) (b + 32) : b;
    }

    /** Whether {@code bytes[from, to)} equals {@code lower} (already in lower case) without regard to case. */
    public static boolean equalsLower(byte[] bytes, int from, int to, byte[] lower) {
        if (to - from != lower.length) {
            return false;
        }
        for (int i = 0; i < lower.length; i++) {
            if (lower(bytes[from + i]) != lower[i]) {
                return false;
            }
        }
        return true;
    }

    /**
     * The same where all characters other than letters and digits are alike, as for CGI, WSGI, FastCGI, Rack and others that make
     * variables of names: {@code x-user}, {@code x_user} and {@code x.user} are one to them.
     */
    static boolean equalsFolded(byte[] bytes, int from, int to, byte[] lower) {
        return to - from == lower.length && startsFolded(bytes, from, to, lower);
    }

    /** Whether {@code bytes[from, to)} begins with {@code lower} in the same sense. */
    static boolean startsFolded(byte[] bytes, int from, int to, byte[] lower) {
        if (to - from < lower.length) {
            return false;
        }
        for (int i = 0; i < lower.length; i++) {
            byte b = lower(bytes[from + i]);
            if (b != lower[i] && (isLetterOrDigit(b) || isLetterOrDigit(lower[i]))) {
                return false;
            }
        }
        return true;
    }

    /** Whether the byte, a letter being in lower case, is a letter or a digit. */
    static boolean isLetterOrDigit(byte lower) {
        return (lower >= 'a' && lower <= 'z') || (lower >= '0' && lower <= '9');
    }

    /** Writes the three characters of a percent-encoded octet (RFC 3986 §2.1); returns where they end. */
    static int percentEncode(int octet, byte[] out, int at) {
        out[at] = '%';
        out[at + 1] = HEX[octet >> 4];
        out[at + 2] = HEX[octet & 15];
        return at + 3;
    }

    /** The decimal number in {@code bytes[from, to)}: digits only, at least one, at most 18; else -1. */
    public static long decimal(byte[] bytes, int from, int to) {
        int length = to - from;
        if (length == 0 || length > 18) {
            return -1;
        }
        long value = 0;
        for (int i = from; i < to; i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value;
    }
}
