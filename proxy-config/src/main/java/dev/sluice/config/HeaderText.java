package dev.sluice.config;

/** Names and values of headers (RFC 9110 sections 5.1 and 5.5). */
final class HeaderText {

    private static final String MARKS = "!#$%&'*+-.^_`|~";

    private HeaderText() {}

    static String name(String text) throws Mistake {
        if (text.isEmpty() || text.length() > 256 || !Chars.all(text, HeaderText::isToken)) {
            throw new Mistake("is not the name of a header; letters, digits and '-' make one, without ':' or spaces");
        }
        return text;
    }

    static String value(String text) throws Mistake {
        if (Chars.any(text, c -> c == '\r' || c == '\n')) {
            throw new Mistake("has a line break, which would forge another header");
        }
        if (Chars.any(text, c -> (c < ' ' && c != '\t') || c == 127)) {
            throw new Mistake("has a control character, which a header's value must not have");
        }
        if (Chars.any(text, c -> c > 126)) {
            throw new Mistake("has a character outside of ASCII, which a header's value should not have");
        }
        return text.strip();
    }

    /** Names of cookies are tokens as well (RFC 6265 section 4.1.1). */
    static String cookie(String text) throws Mistake {
        if (text.isEmpty() || text.length() > 64 || !Chars.all(text, HeaderText::isToken)) {
            throw new Mistake("is not the name of a cookie; letters, digits, '-' and '_' make one");
        }
        return text;
    }

    private static boolean isToken(int c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || MARKS.indexOf(c) >= 0;
    }
}
