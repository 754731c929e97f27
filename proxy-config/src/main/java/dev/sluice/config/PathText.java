package dev.sluice.config;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Paths as the file writes them; only what a normalised request can have is accepted. */
final class PathText {

    private static final String ALLOWED = "-._~!$&'()*+,;=:@/%";

    private PathText() {}

    static PathPattern pattern(String text) throws Mistake {
        if (text.startsWith("=")) {
            return new PathPattern(PathPattern.Kind.EXACT, path(text.substring(1)));
        }
        if (text.endsWith("*")) {
            throw new Mistake("ends with '*'; leave it out, a path takes everything below it");
        }
        String path = path(text);
        boolean slash = path.length() > 1 && path.endsWith("/");
        return new PathPattern(PathPattern.Kind.PREFIX, slash ? path.substring(0, path.length() - 1) : path);
    }

    /** A whole path, with what is beyond ASCII percent-encoded as the UTF-8 that clients send, and such escapes in capitals. */
    static String path(String written) throws Mistake {
        String text = ascii(written);
        if (!text.startsWith("/")) {
            throw new Mistake("is not a path; it starts with '/'");
        }
        if (text.indexOf('?') >= 0 || text.indexOf('#') >= 0) {
            throw new Mistake("can never match; a path has neither '?' nor '#'");
        }
        if (text.contains("//") || (text + "/").contains("/./") || (text + "/").contains("/../")) {
            throw new Mistake("can never match; paths of requests have no '//', '/./' or '/../'");
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!isLetterOrDigit(c) && ALLOWED.indexOf(c) < 0) {
                throw new Mistake("has a character that is percent-encoded in a path, as a space is %20");
            }
            if (c == '%') {
                checkEncoded(text, i);
            }
        }
        return capitals(text);
    }

    private static String ascii(String text) {
        StringBuilder out = new StringBuilder();
        text.codePoints().forEach(character -> {
            String one = Character.toString(character);
            out.append(isVisible(character) ? URLEncoder.encode(one, StandardCharsets.UTF_8) : one);
        });
        return out.toString();
    }

    /** Whether a character beyond ASCII shows what it is: neither white space nor a control. */
    private static boolean isVisible(int character) {
        int type = Character.getType(character);
        return character > 0x7F
                && !Character.isSpaceChar(character)
                && !Character.isISOControl(character)
                && type != Character.FORMAT
                && type != Character.SURROGATE
                && type != Character.UNASSIGNED;
    }

    private static void checkEncoded(String text, int at) throws Mistake {
        int high = at + 2 < text.length() ? Character.digit(text.charAt(at + 1), 16) : -1;
        int low = at + 2 < text.length() ? Character.digit(text.charAt(at + 2), 16) : -1;
        if (high < 0 || low < 0) {
            throw new Mistake("has a '%' that two hexadecimal digits must follow");
        }
        int c = high * 16 + low;
        if (c < 0x20 || c == 0x7F) {
            throw new Mistake("can never match; it has an encoded control character");
        }
        if (isLetterOrDigit((char) c) || "-._~".indexOf(c) >= 0) {
            throw new Mistake("can never match; write '" + (char) c + "' instead of its encoded form");
        }
    }

    private static String capitals(String text) {
        StringBuilder out = new StringBuilder(text);
        for (int i = text.indexOf('%'); i >= 0; i = text.indexOf('%', i + 1)) {
            out.setCharAt(i + 1, Character.toUpperCase(text.charAt(i + 1)));
            out.setCharAt(i + 2, Character.toUpperCase(text.charAt(i + 2)));
        }
        return out.toString();
    }

    private static boolean isLetterOrDigit(char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }
}
