package dev.sluice.acme;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A few named values, kept as a text file: one {@code name: value} a line, the last line a checksum of the others. Not thread-safe.
 */
final class StateFile {
    private static final String SUM = "checksum: ";

    private final Map<String, String> values = new TreeMap<>();

    /** Reads the text of a file; null where it is damaged: cut off, changed, or of another kind. */
    static @Nullable StateFile parse(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        int sum = text.lastIndexOf(SUM);
        if (sum < 0 || !text.substring(sum).equals(SUM + checksum(text.substring(0, sum)) + "\n")) {
            return null;
        }
        StateFile state = new StateFile();
        for (String line : text.substring(0, sum).lines().toList()) {
            int colon = line.indexOf(": ");
            if (colon < 0) {
                return null;
            }
            state.values.put(line.substring(0, colon), unescape(line.substring(colon + 2)));
        }
        return state;
    }

    byte[] bytes() {
        StringBuilder text = new StringBuilder();
        values.forEach((name, value) ->
                text.append(name).append(": ").append(escape(value)).append('\n'));
        String body = text.toString();
        return (body + SUM + checksum(body) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    @Nullable
    String text(String name) {
        return values.get(name);
    }

    long number(String name) {
        String value = values.get(name);
        try {
            return value == null ? 0 : Long.parseLong(value);
        } catch (NumberFormatException e) {
            return 0; // written by another version: as if it were not there
        }
    }

    @Nullable
    Instant instant(String name) {
        String value = values.get(name);
        try {
            return value == null ? null : Instant.parse(value);
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    List<String> list(String name) {
        String value = values.get(name);
        return value == null || value.isEmpty() ? new ArrayList<>() : new ArrayList<>(List.of(value.split(",")));
    }

    /** Sets a value, or removes it where there is none. */
    void put(String name, @Nullable Object value) {
        if (value == null) {
            values.remove(name);
        } else {
            values.put(name, value.toString());
        }
    }

    void put(String name, List<String> list) {
        put(name, list.isEmpty() ? null : String.join(",", list));
    }

    private static String checksum(String text) {
        CRC32C sum = new CRC32C();
        sum.update(text.getBytes(StandardCharsets.UTF_8));
        return Long.toHexString(sum.getValue());
    }

    private static String escape(String value) {
        return value.replace("\\", "\\\\").replace("\r", "\\r").replace("\n", "\\n");
    }

    private static String unescape(String value) {
        StringBuilder out = new StringBuilder(value.length());
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '\\' && i + 1 < value.length()) {
                char next = value.charAt(++i);
                out.append(next == 'n' ? '\n' : next == 'r' ? '\r' : next);
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }
}
