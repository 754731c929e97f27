package dev.sluice.config;

import java.util.List;

/** A part of the YAML tree and its place; {@code width} is how many characters carets are put under. */
sealed interface Node {

    /** The start of the file, for what stands nowhere in it. */
    Node NOWHERE = new Items(Position.START, 0, List.of());

    Position at();

    int width();

    /** What it is, with its article, for messages. */
    String what();

    /**
     * A single value.
     *
     * @param raw as the file has it, quotes removed; safe to show
     * @param value after substitution; may hold a secret when it differs from {@code raw}
     * @param plain whether it stands without quotes
     * @param sound false when a problem with it has been reported already; nothing more is said about it then
     */
    record Text(Position at, int width, String raw, String value, boolean plain, boolean sound) implements Node {

        /** The same, after a problem with it was reported. */
        Text unsound() {
            return new Text(at, width, raw, value, plain, false);
        }

        @Override
        public String what() {
            return isMissing() ? "nothing" : "the single value " + shown();
        }

        /** Whether nothing stands here: an empty value or YAML's null. */
        boolean isMissing() {
            return plain && (raw.isEmpty() || raw.equals("~") || raw.equals("null"));
        }

        /** Whether this is {@code off} (or {@code false}). */
        boolean isOff() {
            return value.equals("off") || value.equals("false");
        }

        /** The value for messages: in quotes, as the file has it, shortened. */
        String shown() {
            return Problems.quoted(raw);
        }
    }

    /** A list. */
    record Items(Position at, int width, List<Node> nodes) implements Node {
        @Override
        public String what() {
            return "a list";
        }
    }

    /** A map. */
    record Entries(Position at, int width, List<Entry> entries) implements Node {
        @Override
        public String what() {
            return "a map of keys";
        }
    }

    /** One key of a map and what it holds. */
    record Entry(Text key, Node value) {}
}
