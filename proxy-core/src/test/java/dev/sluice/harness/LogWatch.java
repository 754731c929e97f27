package dev.sluice.harness;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * What the program's own log warns of while this is open. To be opened after the edge has started, which takes over the log, and
 * before a reload, which would take it back.
 */
public final class LogWatch extends Handler implements AutoCloseable {
    private final Logger root = Logger.getLogger("");
    private final List<String> warnings = new CopyOnWriteArrayList<>();

    /** Starts to watch. */
    public LogWatch() {
        setLevel(Level.WARNING);
        root.addHandler(this);
    }

    /** The warnings and errors so far, each with its exception. */
    public List<String> warnings() {
        return List.copyOf(warnings);
    }

    @Override
    public void publish(LogRecord logged) {
        if (isLoggable(logged)) {
            warnings.add(
                    logged.getLoggerName() + ": " + logged.getMessage() + " " + Objects.toString(logged.getThrown()));
        }
    }

    @Override
    public void flush() {
        // kept as they come
    }

    @Override
    public void close() {
        root.removeHandler(this);
    }
}
