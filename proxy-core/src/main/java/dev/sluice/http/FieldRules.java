package dev.sluice.http;

/** What names and values of fields may consist of, in every protocol (RFC 9110 §5). */
public final class FieldRules {
    private static final boolean[] TOKEN = token();

    private FieldRules() {}

    /** Whether the byte may occur in a token (RFC 9110 §5.6.2). */
    public static boolean isToken(byte b) {
        return TOKEN[b & 0xFF];
    }

    /** Whether {@code bytes[from, to)} is a field name: a token of at least one character (RFC 9110 §5.1). */
    public static boolean validName(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (!TOKEN[bytes[i] & 0xFF]) {
                return false;
            }
        }
        return from < to;
    }

    /** Whether {@code bytes[from, to)} is a field value: no control characters but the tab (RFC 9110 §5.5); it may be empty. */
    public static boolean validValue(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            byte b = bytes[i];
            if ((b >= 0 && b < ' ' && b != '\t') || b == 0x7F) {
                return false;
            }
        }
        return true;
    }

    private static boolean[] token() {
        boolean[] table = new boolean[256];
        for (int c = '!'; c < 0x7F; c++) {
            table[c] = "\"(),/:;<=>?@[\\]{}".indexOf(c) < 0;
        }
        return table;
    }
}
