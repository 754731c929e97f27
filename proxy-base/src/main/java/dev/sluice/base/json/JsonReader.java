package dev.sluice.base.json;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;

/**
 * Reads JSON as it comes: what nobody wants is passed over, not kept, however long or deeply nested it is. Strict about what holds
 * a text together, lenient inside of strings and numbers, so that one odd character costs nothing that stands beside it.
 */
public final class JsonReader {
    private static final int END = -1;
    private static final int MAX_NUMBER = 40;

    private final Reader in;
    private final char[] buffer = new char[8192];
    private int at;
    private int filled;
    private long before;

    /** Reads UTF-8. */
    public JsonReader(InputStream bytes) {
        in = new InputStreamReader(bytes, StandardCharsets.UTF_8);
    }

    /** Reads a text. */
    public JsonReader(String text) {
        in = new StringReader(text);
    }

    /** The next character that is no white space, which stays to be read; -1 at the end of the text. */
    public int peek() throws IOException {
        int next = look();
        while (next == ' ' || next == '\t' || next == '\r' || next == '\n') {
            at++;
            next = look();
        }
        return next;
    }

    private int look() throws IOException {
        if (at == filled) {
            before += filled;
            at = 0;
            filled = Math.max(0, in.read(buffer, 0, buffer.length));
        }
        return at == filled ? END : buffer[at];
    }

    /** Reads the character if it is the next one. */
    public boolean takes(char wanted) throws IOException {
        boolean is = peek() == wanted;
        at += is ? 1 : 0;
        return is;
    }

    /** Reads the character, which has to be the next one. */
    public void expect(char wanted) throws IOException {
        if (!takes(wanted)) {
            throw wrong();
        }
    }

    /** Nothing may follow. */
    public void end() throws IOException {
        if (peek() != END) {
            throw wrong();
        }
    }

    private char next() throws IOException {
        int next = look();
        if (next == END) {
            throw wrong();
        }
        at++;
        return (char) next;
    }

    /** Reads a string. Keeps its first {@code max} characters; what is no valid escape becomes U+FFFD. */
    public String string(int max) throws IOException {
        expect('"');
        StringBuilder kept = new StringBuilder();
        for (char c = next(); c != '"'; c = next()) {
            char meant = c == '\\' ? escaped() : c;
            if (kept.length() < max) {
                kept.append(meant);
            }
        }
        return kept.toString();
    }

    private char escaped() throws IOException {
        char c = next();
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> codeUnit();
            default -> '\uFFFD';
        };
    }

    private char codeUnit() throws IOException {
        int unit = 0;
        for (int i = 0; i < 4; i++) {
            int digit = Character.digit(look(), 16);
            if (digit < 0) {
                return '\uFFFD'; // and the string goes on
            }
            at++;
            unit = unit * 16 + digit;
        }
        return (char) unit;
    }

    /** Reads a number or a word; 0 for what is no number. */
    public double number() throws IOException {
        StringBuilder word = new StringBuilder();
        peek();
        for (int next = look(); isOfWord(next); next = look()) {
            at++;
            if (word.length() < MAX_NUMBER) {
                word.append((char) next);
            }
        }
        if (word.isEmpty()) {
            throw wrong();
        }
        try {
            return Double.parseDouble(word.toString());
        } catch (NumberFormatException noNumber) {
            return 0;
        }
    }

    private static boolean isOfWord(int next) {
        return next != END && ",]}[{\": \t\r\n".indexOf(next) < 0;
    }

    /** Passes over a value of whatever kind. */
    public void skip() throws IOException {
        long depth = 0;
        do {
            switch (peek()) {
                case '"' -> string(0);
                case '{', '[' -> {
                    at++;
                    depth++;
                }
                case '}', ']' -> {
                    if (depth == 0) {
                        throw wrong();
                    }
                    at++;
                    depth--;
                }
                case ',', ':' -> {
                    if (depth == 0) {
                        throw wrong();
                    }
                    at++;
                }
                default -> number();
            }
        } while (depth > 0);
    }

    /** How many characters have been read. */
    public long position() {
        return before + at;
    }

    private JsonException wrong() {
        return new JsonException(position() + 1);
    }
}
