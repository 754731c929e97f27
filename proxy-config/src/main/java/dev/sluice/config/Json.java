package dev.sluice.config;

import java.util.Collection;
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
        StringBuilder out = new StringBuilder();
        write(value, "\n", out);
        return out.append('\n').toString();
    }

    private static Map<String, Object> reference() {
        return map("type", "string", "pattern", REFERENCE);
    }

    @SuppressWarnings("unchecked") // every schema is a map with names of members
    private static Map<String, Object> copy(Object schema) {
        return (Map<String, Object>) schema;
    }

    private static void write(Object value, String line, StringBuilder out) {
        switch (value) {
            case Map<?, ?> map -> writeAll(map.entrySet(), '{', '}', line, out);
            case Collection<?> list -> writeAll(list, '[', ']', line, out);
            case Map.Entry<?, ?> entry -> {
                writeText(entry.getKey().toString(), out);
                out.append(": ");
                write(entry.getValue(), line, out);
            }
            case String text -> writeText(text, out);
            default -> out.append(value);
        }
    }

    private static void writeAll(Collection<?> parts, char open, char close, String line, StringBuilder out) {
        out.append(open);
        String separator = "";
        for (Object part : parts) {
            out.append(separator).append(line).append("  ");
            write(part, line + "  ", out);
            separator = ",";
        }
        out.append(parts.isEmpty() ? "" : line).append(close);
    }

    private static void writeText(String text, StringBuilder out) {
        out.append('"');
        text.chars().forEach(c -> {
            if (c == '"' || c == '\\') {
                out.append('\\').append((char) c);
            } else if (c < ' ') {
                out.append("\\u%04x".formatted(c));
            } else {
                out.append((char) c);
            }
        });
        out.append('"');
    }
}
