package dev.sluice.config;

import dev.sluice.config.Node.Entries;
import dev.sluice.config.Node.Entry;
import dev.sluice.config.Node.Items;
import dev.sluice.config.Node.Text;
import dev.sluice.config.SourceDecoder.Outcome;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * The labels of one container as the tree that the same keys would be in a file. Each label is a line of its own, so that a
 * position tells the label. A dot in a label's name leads into a map; references to variables and files mean nothing here,
 * as whoever wrote a label need not be whoever may read them.
 */
final class LabelTree {

    static final String PREFIX = "sluice.";

    private record Leaf(List<String> path, Position at, Node value) {}

    private final List<String> names = new ArrayList<>();
    private final Problems problems;
    private final Entries root;

    LabelTree(Map<String, String> labels, Problems problems) {
        this.problems = problems;
        List<Leaf> leaves = new ArrayList<>();
        new TreeMap<>(labels).forEach((name, value) -> {
            if (name.startsWith(PREFIX)) {
                names.add(name);
                leaves.add(leaf(name.substring(PREFIX.length()), value));
            }
        });
        this.root = new Entries(Position.START, 1, entries(leaves, 0));
    }

    Entries root() {
        return root;
    }

    /** The label that something stands in, for messages. */
    String label(Position at) {
        return Problems.quoted(names.get(at.line() - 1)).replace("'", "");
    }

    /** Where a label of this key stands, or the first. */
    Position at(Key<?> key) {
        return new Position(Math.max(0, names.indexOf(PREFIX + key.name())) + 1, 1);
    }

    private Leaf leaf(String name, String value) {
        Position at = new Position(names.size(), 1);
        List<String> path = List.of(name.split("\\.", Bounds.DEPTH));
        boolean verbatim = name.equals(LabelKeys.HOST.name()) || name.equals(LabelKeys.PATH.name());
        return new Leaf(path, at, verbatim ? new Text(at, 1, value, value, value.isBlank(), true) : yaml(value, at));
    }

    private Node yaml(String value, Position at) {
        return switch (new SourceDecoder("").decode(value.getBytes(StandardCharsets.UTF_8))) {
            case Outcome.Refused(Problem problem) -> unsound(problem, at);
            case Outcome.Decoded(SourceText source) -> {
                Problems own = new Problems("", source);
                Node read = new YamlTree(source, own, UnaryOperator.identity()).read();
                if (!own.isEmpty()) {
                    yield unsound(own.errors().getFirst(), at);
                }
                yield read == null ? new Text(at, 1, "", "", true, true) : moved(read, at);
            }
        };
    }

    private Node unsound(Problem problem, Position at) {
        problems.error(at, 1, problem.message());
        return new Text(at, 1, "", "", false, false);
    }

    private static Node moved(Node node, Position at) {
        return switch (node) {
            case Text text -> moved(text, at);
            case Items items ->
                new Items(
                        at,
                        1,
                        items.nodes().stream().map(each -> moved(each, at)).toList());
            case Entries map ->
                new Entries(
                        at,
                        1,
                        map.entries().stream()
                                .map(each -> new Entry(moved(each.key(), at), moved(each.value(), at)))
                                .toList());
        };
    }

    private static Text moved(Text text, Position at) {
        return new Text(at, 1, text.raw(), text.value(), text.plain(), text.sound());
    }

    /** The map that these leaves make, which have {@code depth} parts of their names in common. */
    private List<Entry> entries(List<Leaf> leaves, int depth) {
        Map<String, List<Leaf>> groups = new LinkedHashMap<>();
        for (Leaf leaf : leaves) {
            groups.computeIfAbsent(leaf.path().get(depth), part -> new ArrayList<>())
                    .add(leaf);
        }
        List<Entry> entries = new ArrayList<>();
        groups.forEach((part, group) -> entries.add(entry(part, group, depth)));
        return entries;
    }

    private Entry entry(String part, List<Leaf> group, int depth) {
        Leaf first = group.getFirst();
        Text key = new Text(first.at(), 1, part, part, false, true);
        if (first.path().size() > depth + 1) {
            return new Entry(key, new Entries(first.at(), 1, entries(group, depth + 1)));
        }
        for (Leaf more : group.subList(1, group.size())) { // sorted: the shortest is the first
            problems.error(
                    more.at(), 1, "the label '" + label(first.at()) + "' gives all of this already; keep one of them");
        }
        return new Entry(key, first.value());
    }
}
