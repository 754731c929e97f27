package dev.sluice.http;

import java.util.Arrays;

/** Finds one cookie of a request without making the others (RFC 6265 §4.2.1). */
public final class Cookies {
    private Cookies() {}

    /**
     * The value of the first cookie of this name, whose case counts.
     *
     * @return {@code from << 32 | to} of the value in {@code fields.bytes()}, without quotes; -1 where there is none
     */
    public static long find(Fields fields, byte[] name) {
        for (int i = fields.find(KnownField.COOKIE); i >= 0; i = fields.find(KnownField.COOKIE, i + 1)) {
            long range = find(fields.bytes(), fields.valueStart(i), fields.valueEnd(i), name);
            if (range >= 0) {
                return range;
            }
        }
        return -1;
    }

    private static long find(byte[] bytes, int start, int end, byte[] name) {
        for (int from = start; from < end; ) {
            int to = from;
            while (to < end && bytes[to] != ';') {
                to++;
            }
            while (from < to && (bytes[from] == ' ' || bytes[from] == '\t')) {
                from++;
            }
            int equals = from + name.length;
            if (equals < to && bytes[equals] == '=' && Arrays.equals(bytes, from, equals, name, 0, name.length)) {
                return value(bytes, equals + 1, to);
            }
            from = to + 1;
        }
        return -1;
    }

    private static long value(byte[] bytes, int from, int to) {
        boolean quoted = to - from >= 2 && bytes[from] == '"' && bytes[to - 1] == '"';
        return quoted ? range(from + 1, to - 1) : range(from, to);
    }

    private static long range(int from, int to) {
        return (long) from << 32 | to;
    }
}
