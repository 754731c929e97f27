package dev.sluice.harness;

import dev.sluice.observe.LogEntry;
import dev.sluice.observe.Logging;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.event.Level;

/** What the program's own log says while this is open. */
public final class LogWatch implements AutoCloseable {
    private final List<LogEntry> entries = new CopyOnWriteArrayList<>();
    private final Runnable end = Logging.watch(entries::add);

    /** Everything so far. */
    public List<LogEntry> entries() {
        return List.copyOf(entries);
    }

    /** The warnings and errors so far, each with its exception. */
    public List<String> warnings() {
        return entries.stream()
                .filter(entry -> entry.level().toInt() >= Level.WARN.toInt())
                .map(entry -> entry.logger() + ": " + entry.message() + " " + Objects.toString(entry.thrown()))
                .toList();
    }

    @Override
    public void close() {
        end.run();
    }
}
