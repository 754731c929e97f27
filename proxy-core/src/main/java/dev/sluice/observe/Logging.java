package dev.sluice.observe;

import dev.sluice.config.LogConfig;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * The program's own log, which goes to standard error: where {@link LogProvider} and {@link JdkLogs} bring their entries. Any thread.
 *
 * <p>A command that runs and ends writes at once. Where an edge runs, the log is written {@linkplain #inBackground in the background}: a
 * reader that has stopped holds up nobody, neither a loop nor a reload nor a stop.
 */
public final class Logging {
    /** What a stop waits for its last lines, where the reader is slow. */
    private static final Duration LAST_FLUSH = Duration.ofMillis(500);

    private static final List<Consumer<LogEntry>> WATCHERS = new CopyOnWriteArrayList<>();

    private static volatile LogFormat format = new TextFormat();
    private static volatile Level least = Level.INFO;
    private static volatile @Nullable LogWriter background;

    private Logging() {}

    /** Changes the format and the level. May be called again at each reload. */
    public static void apply(LogConfig config) {
        format = switch (config.format()) {
            case TEXT -> new TextFormat();
            case JSON -> new JsonFormat();
        };
        least = Level.valueOf(config.level().name());
    }

    /** From now on nobody waits for whoever reads standard error. What is in use already stays in use. */
    public static synchronized void inBackground() {
        if (background == null) {
            background = LogWriter.start(StandardError.stream(), Logging::dropped);
        }
    }

    /** Waits until the log is written as far as it goes, half a second at most; before a stop, or an output of another kind. */
    public static void flush() {
        LogWriter writer = background;
        if (writer != null) {
            writer.flush(LAST_FLUSH);
        }
    }

    /** How many entries were lost because the output was too slow or broken. Any thread. */
    public static long dropped() {
        LogWriter writer = background;
        return writer == null ? 0 : writer.dropped();
    }

    /** Hands over every entry that is written, too, until what is returned is run. */
    public static Runnable watch(Consumer<LogEntry> watcher) {
        WATCHERS.add(watcher);
        return () -> WATCHERS.remove(watcher);
    }

    /** Whether an entry of this level would be written. */
    static boolean isOn(Level level) {
        return level.toInt() >= least.toInt();
    }

    /** The same for a part that speaks to its own developers below its warnings. */
    static boolean isOnForLibraries(Level level) {
        return isOn(level) && (level.toInt() >= Level.WARN.toInt() || least == Level.TRACE);
    }

    static void write(LogEntry entry) {
        write(bytes(entry));
        for (Consumer<LogEntry> watcher : WATCHERS) {
            watcher.accept(entry);
        }
    }

    /** Writes whole lines as they are. */
    static void write(byte[] lines) {
        LogWriter writer = background;
        if (writer != null) {
            writer.add(lines);
        } else {
            System.err.write(lines, 0, lines.length);
            System.err.flush();
        }
    }

    private static byte[] bytes(LogEntry entry) {
        return format.format(entry).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] dropped(long count) {
        String message = count + " entries of this log were dropped: whatever reads standard error is too slow";
        return bytes(new LogEntry(System.currentTimeMillis(), Level.WARN, LogWriter.class.getName(), message, null));
    }
}
