package dev.sluice.config;

import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Says what the YAML scanner found in words for people who do not know YAML's grammar. */
final class YamlErrors {

    private final SourceText source;
    private final Problems problems;

    YamlErrors(SourceText source, Problems problems) {
        this.source = source;
        this.problems = problems;
    }

    void report(YamlEngineException e) {
        if (e instanceof MarkedYamlEngineException marked) {
            Mark mark = marked.getProblemMark().or(marked::getContextMark).orElse(null);
            Position at = mark == null ? Position.START : new Position(mark.getLine() + 1, mark.getColumn() + 1);
            Position from = marked.getContextMark()
                    .map(m -> new Position(m.getLine() + 1, m.getColumn() + 1))
                    .orElse(at);
            place(at, from, String.valueOf(marked.getProblem()), String.valueOf(marked.getContext()));
        } else {
            problems.error(Position.START, 1, "the file is not valid YAML");
        }
    }

    private void place(Position at, Position from, String problem, String context) {
        if (problems.anyIn(at.line())) {
            return; // what was reported there is the cause
        }
        if (context.contains("alias")) {
            problems.error(from, wordAt(from).length(), star(wordAt(from)));
        } else if (unclosed(problem, context)) {
            problems.error(from, 1, opening(from) + " is never closed" + bracesHint(from));
        } else {
            problems.error(at, 1, "this is not valid YAML: " + explain(at, problem, context));
        }
    }

    private String opening(Position at) {
        String word = wordAt(at);
        return word.isEmpty() ? "a bracket or quote" : "this " + word.charAt(0);
    }

    private boolean unclosed(String problem, String context) {
        return (problem.contains("unexpected end of stream") && context.contains("quoted scalar"))
                || (problem.contains("<stream end>") && context.contains("flow"));
    }

    private String explain(Position at, String problem, String context) {
        if (problem.contains("'\\t")
                || problem.contains("TAB")
                || source.line(at.line()).startsWith("\t")) {
            return "a tab stands where YAML wants spaces; indent with spaces";
        }
        if (problem.contains("mapping values are not allowed")) {
            return "this ':' starts a key where none can be; put a value that has ': ' in it in quotes, and see that the line"
                    + " above is complete ('key: value', with a space) and starts in the same column";
        }
        if (problem.contains("could not find expected ':'")) {
            return "a key without ':' stands above this place, or a ':' without a space after it";
        }
        if (context.contains("block mapping") || context.contains("block collection")) {
            return "the indentation does not fit the lines above; keys of one map start in the same column"
                    + bracesHint(at);
        }
        if (context.contains("flow")) {
            return "expected ',' or the closing bracket" + bracesHint(at);
        }
        if (problem.contains("cannot start any token")) {
            return "a value that starts with this character needs quotes";
        }
        return problem.replaceAll("\\s+", " ");
    }

    private String bracesHint(Position at) {
        return source.line(at.line()).contains("${") ? "; inside { } and [ ] put \"${…}\" in quotes" : "";
    }

    /** For a {@code *} outside of quotes. */
    static String star(String written) {
        String name = written.isEmpty() ? "*" : written;
        return "a value that starts with '*' must stand in quotes: \""
                + Problems.quoted(name).replace("'", "") + "\"";
    }

    private String wordAt(Position at) {
        String line = source.line(at.line());
        int from = column(at);
        int end = from;
        while (end < line.length() && " \t:,]}".indexOf(line.charAt(end)) < 0) {
            end++;
        }
        return line.substring(from, end);
    }

    private int column(Position at) {
        String line = source.line(at.line());
        int wanted = Math.min(at.column() - 1, line.codePointCount(0, line.length()));
        return Math.min(line.offsetByCodePoints(0, wanted), Math.max(0, line.length() - 1));
    }
}
