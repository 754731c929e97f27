package dev.sluice.observe;

import dev.sluice.config.LogConfig;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.event.Level;

/** The program's own log, which goes to standard error: where {@link LogProvider} and {@link JdkLogs} bring their entries. Any thread. */
public final class Logging {
    private static final List<Consumer<LogEntry>> WATCHERS = new CopyOnWriteArrayList<>();

    private static volatile LogFormat format = new TextFormat();
    private static volatile Level least = Level.INFO;

    private Logging() {}

    /** Changes the format and the level. May be called again at each reload. */
    public static void apply(LogConfig config) {
        format = switch (config.format()) {
            case TEXT -> new TextFormat();
            case JSON -> new JsonFormat();
        };
        least = Level.valueOf(config.level().name());
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
        byte[] line = format.format(entry).getBytes(StandardCharsets.UTF_8);
        System.err.write(line, 0, line.length);
        System.err.flush();
        for (Consumer<LogEntry> watcher : WATCHERS) {
            watcher.accept(entry);
        }
    }
}
