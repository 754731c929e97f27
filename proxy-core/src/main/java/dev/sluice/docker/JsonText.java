package dev.sluice.docker;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON (RFC 8259): objects become maps, arrays lists, strings strings, numbers doubles, {@code true} and {@code false}
 * booleans, {@code null} nothing. Of a name that occurs twice the last one counts.
 */
final class JsonText {
    private static final int DEEPEST = 64;

    private final String text;
    private int at;
    private int depth;

    private JsonText(String text) {
        this.text = text;
    }

    /** The value of a whole text. */
    static @Nullable Object read(String text) throws EngineTrouble {
        JsonText json = new JsonText(text);
        Object value = json.value();
        json.skipSpace();
        if (json.at < text.length()) {
            throw json.wrong();
        }
        return value;
    }

    private @Nullable Object value() throws EngineTrouble {
        skipSpace();
        char first = peek();
        return switch (first) {
            case '{' -> object();
            case '[' -> array();
            case '"' -> string();
            case 't' -> word("true", true);
            case 'f' -> word("false", false);
            case 'n' -> word("null", null);
            default -> number();
        };
    }

    private Map<String, @Nullable Object> object() throws EngineTrouble {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        open();
        if (!isNext('}')) {
            do {
                skipSpace();
                String name = string();
                expect(':');
                map.put(name, value());
            } while (isNext(','));
            expect('}');
        }
        depth--;
        return map;
    }

    private List<@Nullable Object> array() throws EngineTrouble {
        List<@Nullable Object> list = new ArrayList<>();
        open();
        if (!isNext(']')) {
            do {
                list.add(value());
            } while (isNext(','));
            expect(']');
        }
        depth--;
        return list;
    }

    private void open() throws EngineTrouble {
        at++;
        if (++depth > DEEPEST) {
            throw wrong();
        }
    }

    private String string() throws EngineTrouble {
        if (peek() != '"') {
            throw wrong();
        }
        at++;
        StringBuilder out = new StringBuilder();
        for (char c = next(); c != '"'; c = next()) {
            if (c < ' ') {
                throw wrong();
            }
            out.append(c == '\\' ? escaped() : c);
        }
        return out.toString();
    }

    private char escaped() throws EngineTrouble {
        char c = next();
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> codeUnit();
            default -> throw wrong();
        };
    }

    private char codeUnit() throws EngineTrouble {
        int unit = 0;
        for (int i = 0; i < 4; i++) {
            int digit = Character.digit(next(), 16);
            if (digit < 0) {
                throw wrong();
            }
            unit = unit * 16 + digit;
        }
        return (char) unit;
    }

    private Double number() throws EngineTrouble {
        int from = at;
        while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        try {
            return Double.valueOf(text.substring(from, at));
        } catch (NumberFormatException e) {
            throw wrong();
        }
    }

    private @Nullable Object word(String word, @Nullable Object meaning) throws EngineTrouble {
        if (!text.startsWith(word, at)) {
            throw wrong();
        }
        at += word.length();
        return meaning;
    }

    private boolean isNext(char wanted) throws EngineTrouble {
        skipSpace();
        boolean is = peek() == wanted;
        at += is ? 1 : 0;
        return is;
    }

    private void expect(char wanted) throws EngineTrouble {
        if (!isNext(wanted)) {
            throw wrong();
        }
    }

    private void skipSpace() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private char next() throws EngineTrouble {
        char c = peek();
        at++;
        return c;
    }

    private char peek() throws EngineTrouble {
        if (at >= text.length()) {
            throw wrong();
        }
        return text.charAt(at);
    }

    private EngineTrouble wrong() {
        return new EngineTrouble("its answer is not JSON (character " + (at + 1) + ")");
    }
}
