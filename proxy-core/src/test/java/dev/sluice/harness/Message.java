package dev.sluice.harness;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/1 message as it came over the wire.
 *
 * @param startLine the request line or status line, without its CRLF
 * @param fields name and value of each field line, in order, names as they came
 * @param framing how the end of the body was told
 * @param body the body without chunk framing, one character (Latin-1) per byte
 * @param trailers the trailer fields
 */
public record Message(String startLine, List<Field> fields, Framing framing, String body, List<Field> trailers) {

    /** One field line. */
    public record Field(String name, String value) {}

    /** How a body's end is told. */
    public enum Framing {
        NONE,
        COUNTED,
        CHUNKED,
        CLOSE
    }

    /** The status of a response. */
    public int status() {
        return Integer.parseInt(startLine.split(" ", 3)[1]);
    }

    /** The method of a request. */
    public String method() {
        return startLine.split(" ", 3)[0];
    }

    /** The target of a request. */
    public String target() {
        return startLine.split(" ", 3)[1];
    }

    /** The value of a field that may be there once; null when it is not there. */
    public @Nullable String field(String name) {
        List<String> values = values(name);
        if (values.size() > 1) {
            throw new AssertionError(name + " is there " + values.size() + " times: " + values);
        }
        return values.isEmpty() ? null : values.getFirst();
    }

    /** All values of a field, in order. */
    public List<String> values(String name) {
        List<String> values = new ArrayList<>();
        for (Field field : fields) {
            if (field.name().equalsIgnoreCase(name)) {
                values.add(field.value());
            }
        }
        return values;
    }

    /** The names of all fields in lower case. */
    public List<String> names() {
        return fields.stream()
                .map(field -> field.name().toLowerCase(Locale.ROOT))
                .toList();
    }

    @Override
    public String toString() {
        return startLine + " " + fields + " " + framing + " " + body.length() + " bytes";
    }
}
