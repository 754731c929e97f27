package dev.sluice.config;

import dev.sluice.config.Node.Text;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A single value. */
record Scalar<T>(String expected, Parser<T> parser, Map<String, Object> described) implements Shape<T> {

    /** Text to value; runs on what was substituted. */
    @FunctionalInterface
    interface Parser<T> {
        T parse(String text) throws Mistake;
    }

    @Override
    public @Nullable T read(Node node, Reading in) {
        if (node instanceof Text text && !text.sound()) {
            return null;
        }
        if (!(node instanceof Text text) || text.isMissing()) {
            in.unexpected(node, expected);
            return null;
        }
        try {
            return parser.parse(text.value());
        } catch (Mistake mistake) {
            in.error(text, text.shown() + " " + mistake.text());
            return null;
        }
    }

    @Override
    public Map<String, Object> schema(Map<String, Object> definitions) {
        return described;
    }
}
