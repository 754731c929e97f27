package dev.sluice.observe;

import dev.sluice.http.DateText;
import java.nio.charset.StandardCharsets;

/** Writes times such as {@code 2026-11-22T03:54:18.123Z}; what stays the same within a second is kept. One thread. */
final class Timestamp {
    private static final int LENGTH = 24;

    private byte[] second = new byte[0];
    private long secondKept = Long.MIN_VALUE;

    /** The time of the wall clock, in milliseconds, as a text. Any thread. */
    static String of(long epochMillis) {
        byte[] text = new byte[LENGTH];
        new Timestamp().write(epochMillis, text, 0);
        return new String(text, StandardCharsets.US_ASCII);
    }

    /** Writes the time of the wall clock, in milliseconds, at {@code at}; returns where it ends. */
    int write(long epochMillis, byte[] target, int at) {
        long epochSecond = Math.floorDiv(epochMillis, 1_000L);
        if (epochSecond != secondKept) {
            second = DateText.isoSecond(epochSecond);
            secondKept = epochSecond;
        }
        System.arraycopy(second, 0, target, at, second.length);
        int end = at + second.length;
        int millis = (int) Math.floorMod(epochMillis, 1_000L);
        target[end++] = '.';
        target[end++] = (byte) ('0' + millis / 100);
        target[end++] = (byte) ('0' + millis / 10 % 10);
        target[end++] = (byte) ('0' + millis % 10);
        target[end++] = 'Z';
        return end;
    }
}
