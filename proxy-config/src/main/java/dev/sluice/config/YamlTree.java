package dev.sluice.config;

import dev.sluice.config.Node.Entries;
import dev.sluice.config.Node.Entry;
import dev.sluice.config.Node.Items;
import dev.sluice.config.Node.Text;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * YAML events to a tree of {@link Node}s, without recursion and within {@link Bounds}. Aliases are never followed, so a
 * file cannot grow while it is read.
 */
final class YamlTree {

    private static final LoadSettings SETTINGS =
            LoadSettings.builder().setCodePointLimit(Bounds.FILE).build();
    private static final String REUSE = "; to share settings put them under 'defaults', or write them out";

    private final SourceText source;
    private final Problems problems;
    private final UnaryOperator<Text> substitution;
    private final Deque<Open> open = new ArrayDeque<>();
    private @Nullable Node root;
    private int nodes;
    private boolean stopped;

    /** {@code substitution} puts in what single values refer to. */
    YamlTree(SourceText source, Problems problems, UnaryOperator<Text> substitution) {
        this.source = source;
        this.problems = problems;
        this.substitution = substitution;
    }

    /** A map or list whose end has not come yet. */
    private static final class Open {
        final Position at;
        final int width;
        final boolean map;
        final List<Node> items = new ArrayList<>();
        final List<Entry> entries = new ArrayList<>();

        @Nullable
        Text key;

        Open(Position at, int width, boolean map) {
            this.at = at;
            this.width = width;
            this.map = map;
        }
    }

    /** The document's root, or null when the file is empty or is not YAML, which has been reported. */
    @Nullable
    Node read() {
        try {
            for (Event event : new Parse(SETTINGS).parseString(source.text())) {
                take(event);
                if (stopped) {
                    return null;
                }
            }
        } catch (YamlEngineException e) {
            new YamlErrors(source, problems).report(e);
            return null;
        }
        return root;
    }

    private void take(Event event) {
        Position at = position(event.getStartMark());
        int width = width(event);
        switch (event) {
            case ScalarEvent scalar -> scalar(scalar, at, width);
            case AliasEvent alias -> alias(at, width);
            case CollectionStartEvent start -> begin(start, at);
            case CollectionEndEvent end -> end();
            case DocumentStartEvent start -> document(at);
            default -> {}
        }
    }

    private void document(Position at) {
        if (root != null) {
            stop(at, 3, "a second YAML document starts here; a configuration is one document, remove the '---'");
        }
    }

    private void scalar(ScalarEvent event, Position at, int width) {
        refuseDecoration(event, event.getTag().orElse(null), at);
        String raw = event.getValue();
        if (raw.length() > Bounds.VALUE) {
            stop(at, width, "this value is longer than " + Bounds.VALUE + " characters");
            return;
        }
        Text text = new Text(at, width, raw, raw, event.isPlain(), true);
        add(substitution.apply(text));
    }

    private void alias(Position at, int width) {
        String written = source.line(at.line());
        int from =
                written.offsetByCodePoints(0, Math.min(at.column() - 1, written.codePointCount(0, written.length())));
        String rest = written.substring(from);
        String name = rest.substring(0, Math.max(1, Math.min(width, rest.length())));
        if (name.endsWith(":")) {
            name = name.substring(0, name.length() - 1);
        }
        problems.error(at, width, YamlErrors.star(name));
        add(new Text(at, width, name, name, false, false));
    }

    private void begin(CollectionStartEvent event, Position at) {
        refuseDecoration(event, event.getTag().orElse(null), at);
        if (open.size() >= Bounds.DEPTH) {
            stop(at, 1, "maps and lists stand more than " + Bounds.DEPTH + " deep in each other here");
            return;
        }
        open.push(new Open(at, 1, event instanceof MappingStartEvent));
    }

    private void end() {
        Open done = open.pop();
        add(done.map ? new Entries(done.at, done.width, done.entries) : new Items(done.at, done.width, done.items));
    }

    private void add(Node node) {
        if (++nodes > Bounds.NODES) {
            stop(node.at(), node.width(), "the file has more than " + Bounds.NODES + " values");
            return;
        }
        Open parent = open.peek();
        if (parent == null) {
            root = node;
        } else if (!parent.map) {
            parent.items.add(node);
        } else if (parent.key == null) {
            parent.key = key(node);
        } else {
            parent.entries.add(new Entry(parent.key, node));
            parent.key = null;
        }
    }

    private Text key(Node node) {
        if (node instanceof Text text) {
            if (text.plain() && text.raw().equals("<<")) {
                problems.error(text, "YAML merge keys ('<<') are not supported" + REUSE);
                return text.unsound();
            }
            return text;
        }
        problems.error(node, "a key must be a single value, found " + node.what() + bracesHint(node));
        return new Text(node.at(), node.width(), "", "", false, false);
    }

    private String bracesHint(Node node) {
        return source.line(node.at().line()).contains("{{") ? "; put '{{…}}' in quotes" : "";
    }

    private void refuseDecoration(NodeEvent event, @Nullable String tag, Position at) {
        if (event.getAnchor().isPresent()) {
            String name = event.getAnchor().get().getValue();
            problems.error(at, name.length() + 1, "YAML anchors ('&name') are not supported" + REUSE);
        }
        if (tag != null) {
            problems.error(
                    at, 1, "YAML tags (a value that starts with '!') mean nothing here; remove it or use quotes");
        }
    }

    private void stop(Position at, int width, String message) {
        problems.error(at, width, message);
        stopped = true;
    }

    private static Position position(Optional<Mark> mark) {
        return mark.map(m -> new Position(m.getLine() + 1, m.getColumn() + 1)).orElse(Position.START);
    }

    /** To the end of the value, or of the line where it goes on below. */
    private static int width(Event event) {
        Optional<Mark> start = event.getStartMark();
        Optional<Mark> end = event.getEndMark();
        if (start.isEmpty() || end.isEmpty()) {
            return 1;
        }
        boolean oneLine = start.get().getLine() == end.get().getLine();
        return oneLine ? Math.max(1, end.get().getColumn() - start.get().getColumn()) : Bounds.LINE;
    }
}
