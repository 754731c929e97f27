package dev.sluice.observe;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/**
 * The program's log for people: time, level, message. A further line of a message is indented, so that nothing in it looks like an
 * entry of its own. Of an exception the chain of messages is shown, with an error the stack too.
 */
final class TextFormatter extends Formatter {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    @Override
    public String format(LogRecord entry) {
        StringBuilder out = new StringBuilder();
        out.append(TIME.format(entry.getInstant())).append(' ');
        out.append("%-5s ".formatted(Logging.name(entry.getLevel())));
        addSafely(out, formatMessage(entry));
        Throwable thrown = entry.getThrown();
        if (thrown != null) {
            boolean withStack = entry.getLevel().intValue() >= Level.SEVERE.intValue();
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
        return out.toString();
    }

    static String stack(Throwable thrown) {
        StringWriter out = new StringWriter();
        thrown.printStackTrace(new PrintWriter(out));
        return out.toString().stripTrailing();
    }

    private static void addSafely(StringBuilder out, String text) {
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            if (character == '\n') {
                out.append("\n    ");
            } else if (character == '\t' || !Character.isISOControl(character)) {
                out.append(character);
            } else if (character != '\r') {
                out.append("\\x%02x".formatted((int) character));
            }
        }
    }
}
