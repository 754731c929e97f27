package dev.sluice.observe;

import java.nio.charset.StandardCharsets;

/**
 * One line in the making: bytes in an array that is used again for each line. Numbers and times are written by hand, so that a
 * line makes no garbage. Values that come from outside pass through an {@link Escape} and are cut at a limit, so that no line can
 * be forged or grow without bound.
 */
final class Line {
    /** All limits that a line's writers use, added up, each byte escaped to six; the rest is names, numbers and quotes. */
    private static final int LARGEST = 6 * 10_240 + 2_048;

    private static final byte[] CUT = "...".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private final byte[] bytes = new byte[LARGEST];
    private final Timestamp timestamp = new Timestamp();
    private int length;

    void clear() {
        length = 0;
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    /** Adds one character of ours, ASCII. */
    void put(int character) {
        bytes[length++] = (byte) character;
    }

    /** Adds our own ASCII text as it is. */
    void add(byte[] text) {
        System.arraycopy(text, 0, bytes, length, text.length);
        length += text.length;
    }

    /** Adds {@code source[from, to)}, escaped; at most {@code limit} bytes of it. */
    void add(byte[] source, int from, int to, Escape escape, int limit) {
        int end = Math.min(to, from + limit);
        byte[] target = bytes;
        int at = length;
        for (int i = from; i < end; i++) {
            byte octet = source[i];
            if (escape.isPlain(octet & 0xFF)) {
                target[at++] = octet;
            } else {
                at = escape.write(octet & 0xFF, target, at);
            }
        }
        length = at;
        if (end < to) {
            add(CUT);
        }
    }

    /** Adds a text, escaped; at most {@code limit} characters of it. */
    void add(String text, Escape escape, int limit) {
        int end = Math.min(text.length(), limit);
        byte[] target = bytes;
        int at = length;
        for (int i = 0; i < end; i++) {
            char character = text.charAt(i);
            if (character < 0x80 && escape.isPlain(character)) {
                target[at++] = (byte) character;
            } else if (character < 0x100) {
                at = escape.write(character, target, at);
            } else {
                length = at;
                addUnicode(character);
                at = length;
            }
        }
        length = at;
        if (end < text.length()) {
            add(CUT);
        }
    }

    private void addUnicode(char character) {
        put('\\');
        put('u');
        addHex(character, 12);
    }

    /** Adds a decimal number. */
    void number(long number) {
        if (number < 0) {
            put('-');
            addDigits(-number);
        } else {
            addDigits(number);
        }
    }

    /** Adds nanoseconds as milliseconds with three places, such as {@code 12.345}; a negative time as 0. */
    void addMillis(long nanos) {
        long micros = Math.max(nanos, 0) / 1_000;
        number(micros / 1_000);
        int rest = (int) (micros % 1_000);
        put('.');
        put('0' + rest / 100);
        put('0' + rest / 10 % 10);
        put('0' + rest % 10);
    }

    /** Adds nanoseconds as seconds with one place, such as {@code 3.2}. */
    void addSeconds(long nanos) {
        long tenths = Math.max(nanos, 0) / 100_000_000;
        number(tenths / 10);
        put('.');
        put('0' + (int) (tenths % 10));
    }

    /** Adds a time of the wall clock in ISO 8601, UTC, with milliseconds. */
    void addTime(long epochMillis) {
        length = timestamp.write(epochMillis, bytes, length);
    }

    private void addDigits(long number) {
        int digits = 1;
        for (long rest = number / 10; rest != 0; rest /= 10) {
            digits++;
        }
        long rest = number;
        for (int at = length + digits - 1; at >= length; at--) {
            bytes[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += digits;
    }

    /** Adds the four bits at {@code shift} and all below it. */
    void addHex(int value, int shift) {
        for (int bits = shift; bits >= 0; bits -= 4) {
            put(HEX[(value >>> bits) & 15]);
        }
    }
}
