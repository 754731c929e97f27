package dev.sluice.docker;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A part of an answer; what is missing, or of another kind than asked for, counts as empty, as engines of other makes differ. */
record Json(@Nullable Object value) {

    /** What is wanted of a body, which has to be a whole value of any kind. */
    static Json read(InputStream body, Wanted wanted) throws IOException {
        JsonStream in = new JsonStream(body);
        Json json = new Json(wanted.read(in));
        in.end();
        return json;
    }

    /** A member of an object. */
    Json get(String name) {
        return new Json(value instanceof Map<?, ?> map ? map.get(name) : null);
    }

    /** The elements of an array. */
    List<Json> items() {
        List<Json> items = new ArrayList<>();
        if (value instanceof List<?> list) {
            list.forEach(item -> items.add(new Json(item)));
        }
        return items;
    }

    /** The names of an object's members, in its order. */
    List<String> names() {
        return value instanceof Map<?, ?> map
                ? map.keySet().stream().map(String::valueOf).toList()
                : List.of();
    }

    boolean isObject() {
        return value instanceof Map;
    }

    String text() {
        return value instanceof String text ? text : "";
    }

    long number() {
        return value instanceof Double number ? number.longValue() : 0;
    }
}
