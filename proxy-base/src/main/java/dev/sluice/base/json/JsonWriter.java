package dev.sluice.base.json;

import dev.sluice.base.text.Characters;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Writes one JSON text, key by key or from maps and lists. For pages and files, not for loops. */
public final class JsonWriter {
    private final StringBuilder out = new StringBuilder();
    private final boolean indented;
    private String line = "\n";
    private boolean first = true;

    private JsonWriter(boolean indented) {
        this.indented = indented;
    }

    /** Writes without white space. */
    public static JsonWriter compact() {
        return new JsonWriter(false);
    }

    /** Writes each member and element in a line of its own, indented by two spaces. */
    public static JsonWriter indented() {
        return new JsonWriter(true);
    }

    /** Adds an object; {@code body} adds its members. */
    public JsonWriter object(Runnable body) {
        return enclosed('{', body, '}');
    }

    /** Adds an array of objects; {@code body} adds the members of each. */
    public <T> JsonWriter objects(List<T> elements, BiConsumer<JsonWriter, T> body) {
        return enclosed(
                '[', () -> elements.forEach(element -> element().object(() -> body.accept(this, element))), ']');
    }

    /** Adds an array of strings. */
    public JsonWriter strings(List<String> elements) {
        return enclosed('[', () -> elements.forEach(element -> element().string(element)), ']');
    }

    /** Adds a member's name. */
    public JsonWriter key(String name) {
        element();
        quote(name);
        out.append(indented ? ": " : ":");
        return this;
    }

    /** Adds a string. */
    public JsonWriter string(String value) {
        quote(value);
        return this;
    }

    /** Adds a number. */
    public JsonWriter number(long value) {
        out.append(value);
        return this;
    }

    /** Adds {@code true} or {@code false}. */
    public JsonWriter bool(boolean value) {
        out.append(value);
        return this;
    }

    /** Adds {@code null}. */
    public JsonWriter nothing() {
        out.append("null");
        return this;
    }

    /** Adds a tree of maps, collections, strings, numbers and truth values. */
    public JsonWriter value(@Nullable Object value) {
        return switch (value) {
            case Map<?, ?> map ->
                object(() -> map.forEach((name, member) -> key(name.toString()).value(member)));
            case Collection<?> list ->
                enclosed('[', () -> list.forEach(element -> element().value(element)), ']');
            case String text -> string(text);
            case null -> nothing();
            default -> {
                out.append(value);
                yield this;
            }
        };
    }

    /** What has been written. */
    @Override
    public String toString() {
        return out.toString();
    }

    private JsonWriter element() {
        if (!first) {
            out.append(',');
        }
        first = false;
        if (indented) {
            out.append(line);
        }
        return this;
    }

    private JsonWriter enclosed(char open, Runnable body, char close) {
        String outside = line;
        out.append(open);
        first = true;
        line = outside + "  ";
        body.run();
        line = outside;
        if (indented && !first) {
            out.append(line);
        }
        first = false;
        out.append(close);
        return this;
    }

    private void quote(String text) {
        out.append('"');
        text.chars().forEach(character -> {
            if (character == '"' || character == '\\') {
                out.append('\\').append((char) character);
            } else if (!Characters.isPrintable(character)) { // on its way to a program it may pass a terminal
                out.append("\\u%04x".formatted(character));
            } else {
                out.append((char) character);
            }
        });
        out.append('"');
    }
}
