package dev.sluice.acme.http;

import java.io.IOException;

/**
 * Looks at JSON before somebody parses it: parsers of all kinds spend a stack frame for each level that is open, and time that grows with
 * the square of a number's length. Pure; one look at each character.
 */
public final class JsonShape {
    private static final int MAX_DEPTH = 64;
    private static final int MAX_NUMBER = 64;

    private JsonShape() {}

    /**
     * Whether it is JSON is not asked.
     *
     * @throws IOException if it is nested deeper than 64 levels or has a number of more than 64 digits
     */
    public static void check(String json) throws IOException {
        int depth = 0;
        int digits = 0;
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            digits = c >= '0' && c <= '9' ? digits + 1 : 0;
            if (c == '"') {
                i = endOfString(json, i + 1);
            } else if (c == '{' || c == '[') {
                depth++;
            } else if (c == '}' || c == ']') {
                depth--;
            }
            if (depth > MAX_DEPTH || digits > MAX_NUMBER) {
                throw new IOException("its JSON is nested deeper than " + MAX_DEPTH
                        + " levels or has a number of more than " + MAX_NUMBER + " digits");
            }
        }
    }

    /** Where the closing quote stands, or the end of the text. */
    private static int endOfString(String json, int from) {
        int at = from;
        while (at < json.length() && json.charAt(at) != '"') {
            at += json.charAt(at) == '\\' ? 2 : 1;
        }
        return at;
    }
}
