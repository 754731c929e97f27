package dev.sluice.base.json;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A part of what was read; what is missing, or of another kind than asked for, counts as empty, as the programs of other makers differ.
 *
 * @param value as {@link Wanted} has read it
 */
public record Json(@Nullable Object value) {

    /** What is wanted of a body, which has to be a whole value of any kind. */
    public static Json read(InputStream body, Wanted wanted) throws IOException {
        return read(new JsonReader(body), wanted);
    }

    /** What is wanted of a text, which has to be a whole value of any kind. */
    public static Json read(String text, Wanted wanted) throws IOException {
        return read(new JsonReader(text), wanted);
    }

    private static Json read(JsonReader in, Wanted wanted) throws IOException {
        Json json = new Json(wanted.read(in));
        in.end();
        return json;
    }

    /** A member of an object. */
    public Json get(String name) {
        return new Json(value instanceof Map<?, ?> map ? map.get(name) : null);
    }

    /** The elements of an array. */
    public List<Json> items() {
        List<Json> items = new ArrayList<>();
        if (value instanceof List<?> list) {
            list.forEach(item -> items.add(new Json(item)));
        }
        return items;
    }

    /** The names of an object's members, in its order. */
    public List<String> names() {
        return value instanceof Map<?, ?> map
                ? map.keySet().stream().map(String::valueOf).toList()
                : List.of();
    }

    /** Whether it is an object. */
    public boolean isObject() {
        return value instanceof Map;
    }

    /** The string. */
    public String text() {
        return value instanceof String text ? text : "";
    }

    /** The number, its fraction cut off. */
    public long number() {
        return value instanceof Double number ? number.longValue() : 0;
    }
}
