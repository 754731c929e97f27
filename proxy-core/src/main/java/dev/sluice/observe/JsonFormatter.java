package dev.sluice.observe;

import java.util.logging.Formatter;
import java.util.logging.LogRecord;

/** The program's log for machines: one JSON object in a line. */
final class JsonFormatter extends Formatter {
    @Override
    public String format(LogRecord entry) {
        Json json = new Json();
        json.object(() -> {
            json.key("time").string(entry.getInstant().toString());
            json.key("level").string(Logging.name(entry.getLevel()));
            json.key("logger").string(entry.getLoggerName() == null ? "" : entry.getLoggerName());
            json.key("message").string(formatMessage(entry));
            Throwable thrown = entry.getThrown();
            if (thrown != null) {
                json.key("exception").string(TextFormatter.stack(thrown));
            }
        });
        return json + "\n";
    }
}
