package dev.sluice.config;

import dev.sluice.config.Node.Entries;
import dev.sluice.config.Node.Entry;
import dev.sluice.config.Node.Text;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A map with fixed keys. */
final class Keys implements Shape<Values> {

    private final String name;
    private final Map<String, Key<?>> byName = new LinkedHashMap<>();
    private final Map<String, String> elsewhere = new LinkedHashMap<>();

    /** {@code name} is the map's name in the JSON Schema and, where it ends a sentence, in messages. */
    Keys(String name, Key<?>... keys) {
        this.name = name;
        for (Key<?> key : keys) {
            byName.put(key.name(), key);
        }
    }

    /** The same with the keys of another map as well. */
    Keys and(Keys more) {
        byName.putAll(more.byName);
        return this;
    }

    /** Says where keys belong that people may write here by mistake. */
    Keys hint(Keys others, String where) {
        others.byName.keySet().forEach(key -> elsewhere.putIfAbsent(key, where));
        return this;
    }

    String name() {
        return name;
    }

    Collection<Key<?>> all() {
        return byName.values();
    }

    @Override
    public @Nullable Values read(Node node, Reading in) {
        if (!(node instanceof Entries map)) {
            in.unexpected(node, "a map of keys");
            return null;
        }
        Values.Gathering values = new Values.Gathering();
        Map<String, Text> seen = new HashMap<>();
        for (Entry entry : map.entries()) {
            Text at = entry.key();
            Text first = seen.putIfAbsent(at.value(), at);
            Key<?> key = byName.get(at.value());
            if (first != null) {
                in.error(at, "duplicate key " + at.shown() + Problems.first(first.at(), at.at()));
            } else if (key == null) {
                unknown(at, in);
            } else {
                read(key, entry, values, in);
            }
        }
        return values.done();
    }

    private <T> void read(Key<T> key, Entry entry, Values.Gathering values, Reading in) {
        if (entry.value() instanceof Text text && text.isMissing() && text.sound()) {
            in.error(entry.key(), "'" + key.name() + "' has no value; write one, or remove the key");
            values.put(key, entry.key(), null);
            return;
        }
        T value = values.put(key, entry.key(), key.shape().read(entry.value(), in));
        if (value != null) {
            NotYetAvailable.check(name + "." + key.name(), entry, in);
        }
    }

    private void unknown(Text at, Reading in) {
        if (!at.sound()) {
            return;
        }
        String where = elsewhere.get(at.value());
        String hint = where == null ? Suggestion.of(at.value(), byName.keySet()) : "; it belongs " + where;
        in.error(at, "unknown key " + at.shown() + hint);
    }

    @Override
    public Map<String, Object> schema(Map<String, Object> definitions) {
        if (!definitions.containsKey(name)) {
            definitions.put(name, Map.of()); // keeps a map that holds itself from going on for ever
            definitions.put(name, define(definitions));
        }
        return Json.map("$ref", "#/$defs/" + name);
    }

    private Map<String, Object> define(Map<String, Object> definitions) {
        Map<String, Object> properties = new LinkedHashMap<>();
        for (Key<?> key : all()) {
            Map<String, Object> property = Json.map("description", describe(key));
            property.putAll(key.shape().schema(definitions));
            properties.put(key.name(), property);
        }
        return Json.map("type", "object", "additionalProperties", false, "properties", properties);
    }

    private String describe(Key<?> key) {
        String text = key.standard().isEmpty() ? key.doc() : key.doc() + " Default: " + key.standard() + ".";
        return NotYetAvailable.has(name + "." + key.name()) ? text + " Not available in this version." : text;
    }
}
