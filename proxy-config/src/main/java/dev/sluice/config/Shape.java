package dev.sluice.config;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What may stand in a place of the file: reads it, and describes itself for the JSON Schema.
 *
 * @param <T> what it is read to
 */
interface Shape<T> {

    /** The value, or null after a problem was reported. */
    @Nullable
    T read(Node node, Reading in);

    /** The JSON Schema of the place; shapes with a name add themselves to the definitions and refer to them. */
    Map<String, Object> schema(Map<String, Object> definitions);

    /** The same place, read further. */
    default <R> Shape<R> then(Step<T, R> step) {
        return new Stepped<>(this, step);
    }

    /** Takes a value that was read on; gives null after it reported a problem. */
    @FunctionalInterface
    interface Step<T, R> {
        @Nullable
        R take(T value, Node node, Reading in);
    }

    /** See {@link #then}. */
    record Stepped<T, R>(Shape<T> first, Step<T, R> step) implements Shape<R> {
        @Override
        public @Nullable R read(Node node, Reading in) {
            T value = first.read(node, in);
            return value == null ? null : step.take(value, node, in);
        }

        @Override
        public Map<String, Object> schema(Map<String, Object> definitions) {
            return first.schema(definitions);
        }
    }
}
