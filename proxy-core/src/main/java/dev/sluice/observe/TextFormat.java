package dev.sluice.observe;

import dev.sluice.config.Printable;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.slf4j.event.Level;

/**
 * The program's log for people: time, level, message. A further line of a message is indented, so that nothing in it looks like an
 * entry of its own. Of an exception the chain of messages is shown, with an error the stack too.
 */
final class TextFormat implements LogFormat {
    private static final int MAX_TEXT = 256 * 1024;

    @Override
    public String format(LogEntry entry) {
        StringBuilder out = new StringBuilder();
        String level = entry.level().name();
        out.append(Timestamp.of(entry.time())).append(' ').append(level);
        out.append(level.length() < 5 ? "  " : " ");
        addSafely(out, shortened(entry.message()));
        Throwable thrown = entry.thrown();
        if (thrown != null) {
            boolean withStack = entry.level() == Level.ERROR;
            out.append(withStack ? "\n    " : ": ");
            addSafely(out, withStack ? stack(thrown) : chain(thrown));
        }
        return out.append('\n').toString();
    }

    /** The messages of an exception and its causes. */
    static String chain(Throwable thrown) {
        StringBuilder out = new StringBuilder(thrown.toString());
        int depth = 0;
        for (Throwable cause = thrown.getCause(); cause != null && depth < 8; cause = cause.getCause()) {
            out.append(", caused by ").append(cause);
            depth++;
        }
        return shortened(out.toString());
    }

    static String stack(Throwable thrown) {
        StringWriter out = new StringWriter();
        thrown.printStackTrace(new PrintWriter(out));
        return shortened(out.toString().stripTrailing());
    }

    /** What others have a part in, such as a message or a stack, shall not fill the log by itself. */
    static String shortened(String text) {
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT) + "…";
    }

    private static void addSafely(StringBuilder out, String text) {
        out.append(Printable.text(text).replace("\n", "\n    "));
    }
}
