package dev.sluice.observe;

import dev.sluice.config.LogConfig;
import java.nio.charset.StandardCharsets;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/**
 * The program's own log, which goes to standard error: sets up {@code java.util.logging}, the backend of slf4j here. Any thread.
 */
public final class Logging {
    private static final Logger ROOT = Logger.getLogger("");

    /** Held here, as the log manager forgets loggers that nobody holds, and their levels with them. */
    private static final Logger NETTY = Logger.getLogger("io.netty");

    private static final Handler CONSOLE = console();

    private Logging() {}

    /** Takes over the log, or changes its format and level. May be called again at each reload. */
    public static void apply(LogConfig config) {
        if (ROOT.getHandlers().length != 1 || !ROOT.getHandlers()[0].equals(CONSOLE)) {
            LogManager.getLogManager().reset();
            ROOT.addHandler(CONSOLE);
        }
        Level level = level(config.level());
        CONSOLE.setFormatter(formatter(config.format()));
        ROOT.setLevel(level);
        // below its warnings Netty speaks to those who debug Netty
        NETTY.setLevel(config.level() == LogConfig.Level.TRACE ? Level.FINE : Level.WARNING);
    }

    private static Formatter formatter(LogConfig.Format format) {
        return switch (format) {
            case TEXT -> new TextFormatter();
            case JSON -> new JsonFormatter();
        };
    }

    /** As slf4j's binding translates them. */
    private static Level level(LogConfig.Level level) {
        return switch (level) {
            case TRACE -> Level.FINEST;
            case DEBUG -> Level.FINE;
            case INFO -> Level.INFO;
            case WARN -> Level.WARNING;
            case ERROR -> Level.SEVERE;
        };
    }

    /** The name of a level as the configuration spells it, in capitals. */
    static String name(Level level) {
        if (level.intValue() >= Level.SEVERE.intValue()) {
            return "ERROR";
        }
        if (level.intValue() >= Level.WARNING.intValue()) {
            return "WARN";
        }
        if (level.intValue() >= Level.INFO.intValue()) {
            return "INFO";
        }
        return level.intValue() >= Level.FINE.intValue() ? "DEBUG" : "TRACE";
    }

    private static Handler console() {
        Handler handler = new ConsoleHandler();
        handler.setLevel(Level.ALL);
        try {
            handler.setEncoding(StandardCharsets.UTF_8.name());
        } catch (java.io.UnsupportedEncodingException e) {
            throw new IllegalStateException(e);
        }
        return handler;
    }
}
