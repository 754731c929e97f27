package dev.sluice.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/** What the keys of one map were read to. */
final class Values {

    static final Values NONE = new Values(Map.of());

    private final Map<Key<?>, Slot<?>> slots;

    private Values(Map<Key<?>, Slot<?>> slots) {
        this.slots = slots;
    }

    /** A value, null if it was wrong, and where its key stands. */
    private record Slot<T>(Node at, @Nullable T value) {}

    /** Gathers the values of one map. */
    static final class Gathering {
        private final Map<Key<?>, Slot<?>> slots = new HashMap<>();

        <T> @Nullable T put(Key<T> key, Node at, @Nullable T value) {
            slots.put(key, new Slot<>(at, value));
            return value;
        }

        <T> Gathering with(Key<T> key, Node at, T value) {
            put(key, at, value);
            return this;
        }

        Values done() {
            return new Values(slots);
        }
    }

    static <T> Values of(Key<T> key, Node at, T value) {
        return new Values(Map.of(key, new Slot<>(at, value)));
    }

    /** The key's value; null when it is missing, or was wrong. */
    <T> @Nullable T get(Key<T> key) {
        Slot<T> slot = slot(key);
        return slot == null ? null : slot.value();
    }

    <T> T get(Key<T> key, T standard) {
        T value = get(key);
        return value == null ? standard : value;
    }

    /** Whether the key stands in the file, be its value right or wrong. */
    boolean has(Key<?> key) {
        return slots.containsKey(key);
    }

    /** Those of the keys that stand in the file. */
    List<Key<?>> present(List<Key<?>> keys) {
        List<Key<?>> present = new ArrayList<>(2);
        for (Key<?> key : keys) {
            if (slots.containsKey(key)) {
                present.add(key);
            }
        }
        return present;
    }

    /** Where the key stands, or {@code otherwise} when it does not. */
    Node at(Key<?> key, Node otherwise) {
        Slot<?> slot = slots.get(key);
        return slot == null ? otherwise : slot.at();
    }

    /** These values, and what only {@code inherited} has. */
    Values over(Values inherited) {
        if (inherited.slots.isEmpty()) {
            return this;
        }
        Map<Key<?>, Slot<?>> merged = new HashMap<>(inherited.slots);
        slots.keySet().forEach(key -> merged.put(key, merge(key, inherited)));
        return new Values(merged);
    }

    /** The same, as if every key stood there. */
    Values placed(Node at) {
        Map<Key<?>, Slot<?>> moved = new HashMap<>();
        slots.forEach((key, slot) -> moved.put(key, new Slot<>(at, slot.value())));
        return new Values(moved);
    }

    /** Without these keys. */
    Values without(Collection<Key<?>> keys) {
        Map<Key<?>, Slot<?>> rest = new HashMap<>(slots);
        keys.forEach(rest::remove);
        return new Values(rest);
    }

    private <T> Slot<T> merge(Key<T> key, Values inherited) {
        Slot<T> own = Objects.requireNonNull(slot(key));
        T above = inherited.get(key);
        T value = own.value();
        BinaryOperator<T> merge = key.merge();
        if (merge == null || above == null || value == null) {
            return own;
        }
        return new Slot<>(own.at(), merge.apply(above, value));
    }

    @SuppressWarnings("unchecked") // put() and of() pair each key with a value of its own type
    private <T> @Nullable Slot<T> slot(Key<T> key) {
        return (Slot<T>) slots.get(key);
    }
}
