package dev.sluice.config;

import dev.sluice.config.Node.Entries;
import dev.sluice.config.Node.Items;
import dev.sluice.config.Node.Text;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A place that takes a single value, a list or a map; null for a form it does not take. */
record Forms<T>(
        String expected,
        @Nullable Shape<T> text,
        @Nullable Shape<T> items,
        @Nullable Shape<T> entries) implements Shape<T> {

    @Override
    public @Nullable T read(Node node, Reading in) {
        Shape<T> shape = switch (node) {
            case Text single -> single.isMissing() ? null : text;
            case Items list -> items;
            case Entries map -> entries;
        };
        if (shape == null) {
            in.unexpected(node, expected);
            return null;
        }
        return shape.read(node, in);
    }

    @Override
    public Map<String, Object> schema(Map<String, Object> definitions) {
        List<Object> schemas = new ArrayList<>();
        for (Shape<T> shape : Arrays.asList(text, items, entries)) {
            if (shape != null) {
                schemas.add(shape.schema(definitions));
            }
        }
        return Json.anyOf(schemas);
    }
}
