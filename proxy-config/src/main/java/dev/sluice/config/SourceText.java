package dev.sluice.config;

import java.util.Arrays;

/** The file's text, for excerpts. */
final class SourceText {

    private static final int WIDEST = 120;
    private static final int BEFORE = 60;

    private final String text;
    private final int[] starts;
    private final int lines;

    SourceText(String text) {
        this.text = text;
        int[] found = new int[256];
        int count = 1;
        for (int i = 0; i < text.length(); i++) {
            if (endsLine(text, i)) {
                if (count == found.length) {
                    found = Arrays.copyOf(found, count * 2);
                }
                found[count++] = i + 1;
            }
        }
        this.starts = found;
        this.lines = count;
    }

    String text() {
        return text;
    }

    int lines() {
        return lines;
    }

    /** The line without its end; empty for lines that do not exist. Counted from 1. */
    String line(int number) {
        if (number < 1 || number > lines) {
            return "";
        }
        int end = number < lines ? starts[number] : text.length();
        int from = starts[number - 1];
        while (end > from && (text.charAt(end - 1) == '\n' || text.charAt(end - 1) == '\r')) {
            end--;
        }
        return text.substring(from, end);
    }

    /** Where the character at this index of the text stands. */
    Position position(int index) {
        int found = Arrays.binarySearch(starts, 0, lines, index);
        int line = found >= 0 ? found : -found - 2;
        return new Position(line + 1, text.codePointCount(starts[line], index) + 1);
    }

    /** A problem with the excerpt of its line; carets never go past the line's end. */
    Problem problem(String file, Position at, int width, String message) {
        int[] line = line(at.line()).codePoints().map(SourceText::visible).toArray();
        if (line.length == 0) {
            return new Problem(file, at, message, "", 1, 1);
        }
        int caret = Math.min(at.column() - 1, line.length);
        int from = line.length <= WIDEST ? 0 : Math.clamp(caret - BEFORE, 0, line.length - WIDEST);
        int end = Math.min(line.length, from + WIDEST);
        String excerpt = (from > 0 ? "…" : "") + new String(line, from, end - from) + (end < line.length ? "…" : "");
        int column = caret - from + 1 + (from > 0 ? 1 : 0);
        return new Problem(file, at, message, excerpt, column, Math.max(1, Math.min(width, end - caret)));
    }

    /** The character itself where it takes one cell and does nothing else to a terminal. */
    static int visible(int character) {
        if (character == '\t') {
            return ' ';
        }
        return Printable.isPrintable(character) ? character : 0xFFFD;
    }

    private static boolean endsLine(String text, int index) {
        char c = text.charAt(index);
        return c == '\n' || (c == '\r' && (index + 1 == text.length() || text.charAt(index + 1) != '\n'));
    }
}
