package dev.sluice.observe;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Writes times such as {@code 2026-11-22T03:54:18.123Z}; what stays the same within a second is kept. One thread. */
final class Timestamp {
    private byte[] second = new byte[0];
    private long secondKept = Long.MIN_VALUE;

    /** Writes the time of the wall clock, in milliseconds, at {@code at}; returns where it ends. */
    int write(long epochMillis, byte[] target, int at) {
        long epochSecond = Math.floorDiv(epochMillis, 1_000L);
        if (epochSecond != secondKept) {
            String text = Instant.ofEpochSecond(epochSecond).toString();
            second = text.substring(0, text.length() - 1).getBytes(StandardCharsets.US_ASCII);
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
