package dev.sluice.config;

import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A key of the file, described once: the reader, suggestions, the JSON Schema and the check of the documentation all come
 * from here.
 *
 * <p>Two keys are the same only when they are the same object.
 *
 * @param <T> what its value is read to
 */
final class Key<T> {

    private final String name;
    private final Shape<T> shape;
    private final String standard;
    private final String doc;
    private final @Nullable BinaryOperator<T> merge;

    private Key(String name, Shape<T> shape, String standard, String doc, @Nullable BinaryOperator<T> merge) {
        this.name = name;
        this.shape = shape;
        this.standard = standard;
        this.doc = doc;
        this.merge = merge;
    }

    /** A key whose own value replaces an inherited one. */
    static <T> Key<T> of(String name, Shape<T> shape, String standard, String doc) {
        return new Key<>(name, shape, standard, doc, null);
    }

    /** A key whose own value is joined with an inherited one; {@code merge} takes the inherited one first. */
    static <T> Key<T> merging(String name, Shape<T> shape, String doc, BinaryOperator<T> merge) {
        return new Key<>(name, shape, "", doc, merge);
    }

    String name() {
        return name;
    }

    Shape<T> shape() {
        return shape;
    }

    /** What holds when the key is missing, for people; empty when there is nothing to say. */
    String standard() {
        return standard;
    }

    /** One sentence for editors. */
    String doc() {
        return doc;
    }

    @Nullable
    BinaryOperator<T> merge() {
        return merge;
    }
}
