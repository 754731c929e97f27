package dev.sluice.config;

import dev.sluice.config.Node.Items;
import dev.sluice.config.Node.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A list. {@code loneToo}: or one value without the brackets; {@code emptyToo}: or nothing between them. */
record ListOf<T>(String expected, Shape<T> item, boolean loneToo, boolean emptyToo) implements Shape<List<T>> {

    @Override
    public @Nullable List<T> read(Node node, Reading in) {
        if (node instanceof Items items) {
            return readAll(items, in);
        }
        if (!loneToo || (node instanceof Text text && text.isMissing())) {
            in.unexpected(node, expected);
            return null;
        }
        T value = item.read(node, in);
        return value == null ? null : List.of(value);
    }

    private @Nullable List<T> readAll(Items items, Reading in) {
        if (items.nodes().isEmpty() && !emptyToo) {
            in.error(items, "this list is empty; write at least one entry");
            return null;
        }
        List<T> values = new ArrayList<>();
        for (Node node : items.nodes()) {
            T value = item.read(node, in);
            if (value != null) {
                values.add(value);
            }
        }
        return values.size() == items.nodes().size() ? values : null;
    }

    @Override
    public Map<String, Object> schema(Map<String, Object> definitions) {
        Map<String, Object> one = item.schema(definitions);
        Map<String, Object> list = Json.map("type", "array", "items", one, "minItems", emptyToo ? 0 : 1);
        return loneToo ? Json.anyOf(List.of(one, list)) : list;
    }
}
