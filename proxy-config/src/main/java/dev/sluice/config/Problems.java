package dev.sluice.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Gathers problems; of very many only the first are kept. One file, one thread. */
final class Problems {

    private static final int SHOWN = 60;

    private final String file;
    private final SourceText source;
    private final List<Problem> errors = new ArrayList<>();
    private final List<Problem> warnings = new ArrayList<>();

    Problems(String file, SourceText source) {
        this.file = file;
        this.source = source;
    }

    void error(Node node, String message) {
        if (node.width() == 0) {
            errors.add(new Problem(file, node.at(), message, "", 1, 1));
            return;
        }
        error(node.at(), node.width(), message);
    }

    void error(Position at, int width, String message) {
        if (!isFull()) {
            errors.add(source.problem(file, at, width, message));
        }
    }

    void warning(Node node, String message) {
        if (warnings.size() < Bounds.PROBLEMS) {
            warnings.add(source.problem(file, node.at(), node.width(), message));
        }
    }

    boolean isEmpty() {
        return errors.isEmpty();
    }

    boolean anyIn(int line) {
        return errors.stream().anyMatch(problem -> problem.at().line() == line);
    }

    boolean isFull() {
        return errors.size() >= Bounds.PROBLEMS;
    }

    List<Problem> errors() {
        List<Problem> sorted = sorted(errors);
        if (isFull()) {
            Position last = sorted.getLast().at();
            sorted.add(new Problem(file, last, "and more problems; correct these first", "", 1, 1));
        }
        return sorted;
    }

    List<Problem> warnings() {
        return sorted(warnings);
    }

    /** The text in quotes, shortened, without characters that would disturb a terminal. */
    static String quoted(String text) {
        StringBuilder shown = new StringBuilder("'");
        int end = text.offsetByCodePoints(0, Math.min(SHOWN, text.codePointCount(0, text.length())));
        text.substring(0, end).codePoints().map(SourceText::visible).forEach(shown::appendCodePoint);
        return shown.append(end < text.length() ? "…'" : "'").toString();
    }

    /** Where a thing that must be there once was first, for the end of a sentence; empty where that is in the same line. */
    static String first(Position first, Position again) {
        return first.line() == again.line() ? "" : ", first in line " + first.line();
    }

    private static List<Problem> sorted(List<Problem> problems) {
        List<Problem> sorted = new ArrayList<>(problems);
        sorted.sort(Comparator.comparing(Problem::at));
        return sorted;
    }
}
