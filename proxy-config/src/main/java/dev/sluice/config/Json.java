package dev.sluice.config;

import dev.sluice.base.json.JsonWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Fragments of JSON Schema, and JSON text. */
final class Json {

    /** What may stand wherever a single value does: a reference that is put in later. */
    private static final String REFERENCE = "\\$\\{";

    private Json() {}

    static Map<String, Object> type(String... types) {
        return map("type", types.length == 1 ? types[0] : List.of((Object[]) types));
    }

    /** Text that matches the pattern as a whole; the choices may also be written as these other constants. */
    static Map<String, Object> matching(String pattern, Object... others) {
        Map<String, Object> text = map("type", "string", "pattern", "^(" + pattern + ")$|" + REFERENCE);
        return others.length == 0 ? text : map("anyOf", List.of(text, map("enum", List.of(others))));
    }

    static Map<String, Object> options(Object... options) {
        return map("anyOf", List.of(map("enum", List.of(options)), reference()));
    }

    static Map<String, Object> integer(int least, int most) {
        return map("anyOf", List.of(map("type", "integer", "minimum", least, "maximum", most), reference()));
    }

    static Map<String, Object> anyOf(List<Object> schemas) {
        return schemas.size() == 1 ? copy(schemas.getFirst()) : map("anyOf", schemas);
    }

    static Map<String, Object> map(Object... namesAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return map;
    }

    /** JSON text, indented by two spaces, with a line feed at its end. */
    static String write(Object value) {
        return JsonWriter.indented().value(value) + "\n";
    }

    private static Map<String, Object> reference() {
        return map("type", "string", "pattern", REFERENCE);
    }

    @SuppressWarnings("unchecked") // every schema is a map with names of members
    private static Map<String, Object> copy(Object schema) {
        return (Map<String, Object>) schema;
    }
}
