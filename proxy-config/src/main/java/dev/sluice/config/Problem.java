package dev.sluice.config;

/**
 * Something wrong, or doubtful, in the configuration file. The text never holds the value of a substituted secret.
 *
 * @param file the file's name as the user gave it
 * @param at where it starts
 * @param message one sentence: what is wrong, and what to do where that is known
 * @param excerpt the line of the file, shortened where it is very long; empty when there is none to show
 * @param caretColumn column inside the excerpt that the carets start at, counted from 1
 * @param caretLength how many carets, at least 1
 */
public record Problem(String file, Position at, String message, String excerpt, int caretColumn, int caretLength) {

    /**
     * The problem as users see it: {@code file:line:column: message}, the line and the carets under it; lines are
     * separated by a line feed, with none at the end.
     */
    public String render() {
        String head = headline();
        if (excerpt.isEmpty()) {
            return head;
        }
        String number = "%4d | ".formatted(at.line());
        String indent = " ".repeat(number.length() - 2) + "| " + " ".repeat(caretColumn - 1);
        return head + "\n" + number + excerpt + "\n" + indent + "^".repeat(caretLength);
    }

    /** The first line of {@link #render} alone, for readers who may not read the file. */
    public String headline() {
        return Printable.line(file + ":" + at + ": " + message);
    }

    @Override
    public String toString() {
        return render();
    }
}
