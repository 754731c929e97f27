package dev.sluice.http1;

import dev.sluice.http.FieldRules;

/** Character classes of RFC 9110 §5.5, §5.6.2 and RFC 9112 §3, as tables. */
final class Syntax {
    private static final boolean[] FIELD_VALUE = new boolean[256];
    private static final boolean[] TARGET = new boolean[256];

    static {
        for (int c = 0x21; c < 0x7f; c++) {
            TARGET[c] = true;
        }
        for (int c = 0; c < 256; c++) {
            FIELD_VALUE[c] = c == '\t' || (c >= 0x20 && c != 0x7f);
            TARGET[c] |= c >= 0x80;
        }
    }

    private Syntax() {}

    static boolean isToken(byte b) {
        return FieldRules.isToken(b);
    }

    static boolean isFieldValue(byte b) {
        return FIELD_VALUE[b & 0xff];
    }

    static boolean isTarget(byte b) {
        return TARGET[b & 0xff];
    }

    static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }

    static int hexDigit(byte b) {
        if (b >= '0' && b <= '9') {
            return b - '0';
        }
        int lower = b | 0x20;
        return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
    }
}
