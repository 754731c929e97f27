package dev.sluice.config;

import java.util.Locale;

/**
 * A number of bytes.
 *
 * @param bytes not negative
 */
public record Size(long bytes) {

    static final String PATTERN = "[0-9]+[kmgKMG]?";

    private static final long MOST = 1L << 50;

    /** A size of more than zero, {@code 64k 10m 4g} in powers of 1024, or plain bytes. */
    static Size parse(String text) throws Mistake {
        int digits = 0;
        while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
            digits++;
        }
        String unit = text.substring(digits).toLowerCase(Locale.ROOT);
        int shift = unit.isEmpty() ? 0 : ("kmg".indexOf(unit) + 1) * 10;
        if (digits == 0 || digits > 15 || unit.length() > 1 || (shift == 0 && !unit.isEmpty())) {
            throw new Mistake("is not a size; write a whole number with k, m or g, such as 64k, 10m, 4g");
        }
        long number = Long.parseLong(text.substring(0, digits));
        if (number == 0 || number > MOST >> shift) {
            throw new Mistake(number == 0 ? "is no size; write 'off' where a key can be switched off" : "is too large");
        }
        return new Size(number << shift);
    }

    /** As the file writes it, in the largest unit that fits. */
    @Override
    public String toString() {
        for (int unit = 3; unit > 0; unit--) {
            if (bytes != 0 && bytes % (1L << (unit * 10)) == 0) {
                return (bytes >> (unit * 10)) + "kmg".substring(unit - 1, unit);
            }
        }
        return Long.toString(bytes);
    }
}
