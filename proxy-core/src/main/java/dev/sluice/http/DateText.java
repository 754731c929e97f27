package dev.sluice.http;

import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/**
 * Times as text, in UTC, for the years 0 to 9999. The JDK's formatter of times does more, and loads two hundred classes and the names
 * of all months in the process's first answer.
 */
public final class DateText {
    private static final byte[] DAYS = ascii("MonTueWedThuFriSatSun");
    private static final byte[] MONTHS = ascii("JanFebMarAprMayJunJulAugSepOctNovDec");
    private static final int IMF_LENGTH = 29;
    private static final int ISO_LENGTH = 19;

    private DateText() {}

    /** The value of {@code Date} (RFC 9110 §5.6.7), such as {@code Sun, 06 Nov 1994 08:49:37 GMT}. */
    public static byte[] httpDate(long epochSecond) {
        LocalDateTime time = utc(epochSecond);
        byte[] text = new byte[IMF_LENGTH];
        System.arraycopy(DAYS, 3 * (time.getDayOfWeek().getValue() - 1), text, 0, 3);
        text[3] = ',';
        text[4] = ' ';
        digits(text, 5, 2, time.getDayOfMonth());
        text[7] = ' ';
        System.arraycopy(MONTHS, 3 * (time.getMonthValue() - 1), text, 8, 3);
        text[11] = ' ';
        digits(text, 12, 4, time.getYear());
        text[16] = ' ';
        clock(text, 17, time);
        System.arraycopy(ascii(" GMT"), 0, text, 25, 4);
        return text;
    }

    /** The time to the second without its zone (ISO 8601), such as {@code 1994-11-06T08:49:37}. */
    public static byte[] isoSecond(long epochSecond) {
        LocalDateTime time = utc(epochSecond);
        byte[] text = new byte[ISO_LENGTH];
        digits(text, 0, 4, time.getYear());
        text[4] = '-';
        digits(text, 5, 2, time.getMonthValue());
        text[7] = '-';
        digits(text, 8, 2, time.getDayOfMonth());
        text[10] = 'T';
        clock(text, 11, time);
        return text;
    }

    private static void clock(byte[] text, int at, LocalDateTime time) {
        digits(text, at, 2, time.getHour());
        text[at + 2] = ':';
        digits(text, at + 3, 2, time.getMinute());
        text[at + 5] = ':';
        digits(text, at + 6, 2, time.getSecond());
    }

    private static void digits(byte[] text, int at, int count, int value) {
        int rest = value;
        for (int i = at + count - 1; i >= at; i--) {
            text[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }

    private static LocalDateTime utc(long epochSecond) {
        return LocalDateTime.ofEpochSecond(epochSecond, 0, ZoneOffset.UTC);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
