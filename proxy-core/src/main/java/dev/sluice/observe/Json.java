package dev.sluice.observe;

import dev.sluice.config.Printable;
import java.util.List;
import java.util.function.BiConsumer;

/** Writes one JSON text (RFC 8259), key by key. For pages, not for loops. */
final class Json {
    private final StringBuilder out = new StringBuilder();
    private boolean first = true;

    /** Adds an object; {@code body} adds its members. */
    Json object(Runnable body) {
        return enclosed('{', body, '}');
    }

    /** Adds an array of objects; {@code body} adds the members of each. */
    <T> Json objects(List<T> elements, BiConsumer<Json, T> body) {
        return enclosed(
                '[', () -> elements.forEach(element -> element().object(() -> body.accept(this, element))), ']');
    }

    /** Adds an array of strings. */
    Json strings(List<String> elements) {
        return enclosed('[', () -> elements.forEach(element -> element().string(element)), ']');
    }

    /** Adds a member's name. */
    Json key(String name) {
        element();
        quote(name);
        out.append(':');
        return this;
    }

    Json string(String value) {
        quote(value);
        return this;
    }

    Json number(long value) {
        out.append(value);
        return this;
    }

    Json bool(boolean value) {
        out.append(value);
        return this;
    }

    Json nothing() {
        out.append("null");
        return this;
    }

    @Override
    public String toString() {
        return out.toString();
    }

    private Json element() {
        if (!first) {
            out.append(',');
        }
        first = false;
        return this;
    }

    private Json enclosed(char open, Runnable body, char close) {
        out.append(open);
        first = true;
        body.run();
        first = false;
        out.append(close);
        return this;
    }

    private void quote(String text) {
        out.append('"');
        text.chars().forEach(character -> {
            if (character == '"' || character == '\\') {
                out.append('\\').append((char) character);
            } else if (!Printable.isPrintable(character)) { // on its way to a program it may pass a terminal
                out.append("\\u%04x".formatted(character));
            } else {
                out.append((char) character);
            }
        });
        out.append('"');
    }
}
