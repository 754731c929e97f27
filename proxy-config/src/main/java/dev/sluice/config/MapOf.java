package dev.sluice.config;

import dev.sluice.config.Node.Entries;
import dev.sluice.config.Node.Entry;
import dev.sluice.config.Node.Text;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A map whose keys are the user's own: hosts, paths, names of headers. {@code emptyToo}: it may have none. */
record MapOf<K, V>(String expected, Scalar<K> key, Shape<V> value, boolean emptyToo)
        implements Shape<List<MapOf.Named<K, V>>> {

    /** One entry and where its key stands. */
    record Named<K, V>(Text at, K name, V value) {}

    @Override
    public @Nullable List<Named<K, V>> read(Node node, Reading in) {
        if (!(node instanceof Entries map)) {
            in.unexpected(node, expected);
            return null;
        }
        if (map.entries().isEmpty() && !emptyToo) {
            in.error(node, "this map is empty; expected " + expected);
        }
        List<Named<K, V>> all = new ArrayList<>();
        Map<K, Text> seen = new HashMap<>();
        for (Entry entry : map.entries()) {
            K name = key.read(entry.key(), in);
            Text first = name == null ? null : seen.putIfAbsent(name, entry.key());
            if (first != null) {
                Text again = entry.key();
                in.error(again, again.shown() + " stands here twice" + Problems.first(first.at(), again.at()));
            }
            V read = value.read(entry.value(), in);
            if (name != null && read != null) {
                all.add(new Named<>(entry.key(), name, read));
            }
        }
        return all;
    }

    @Override
    public Map<String, Object> schema(Map<String, Object> definitions) {
        return Json.map("type", "object", "additionalProperties", value.schema(definitions));
    }
}
