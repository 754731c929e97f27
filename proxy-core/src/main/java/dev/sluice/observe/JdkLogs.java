package dev.sluice.observe;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.logging.Handler;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;
import org.slf4j.event.Level;

/**
 * Brings what the JDK and some libraries say through {@code java.util.logging} to {@link Logging}. Made by the JDK's log manager, when
 * the first of them speaks.
 */
public final class JdkLogs extends Handler {
    private final SimpleFormatter parameters = new SimpleFormatter();

    /** For the JDK's log manager. */
    public JdkLogs() {}

    /** Makes a {@link JdkLogs} the only handler; its name is the value of the property {@code java.util.logging.config.class}. */
    public static final class Setup {
        /**
         * For the JDK's log manager.
         *
         * @throws IOException never, as nothing is read from outside
         */
        public Setup() throws IOException {
            String setup = "handlers=" + JdkLogs.class.getName() + "\n.level=ALL\n";
            LogManager.getLogManager()
                    .readConfiguration(new ByteArrayInputStream(setup.getBytes(StandardCharsets.ISO_8859_1)));
        }
    }

    @Override
    public void publish(LogRecord said) {
        Level level = level(said.getLevel().intValue());
        if (Logging.isOn(level)) {
            String logger = said.getLoggerName() == null ? "" : said.getLoggerName();
            Logging.write(
                    new LogEntry(said.getMillis(), level, logger, parameters.formatMessage(said), said.getThrown()));
        }
    }

    private static Level level(int value) {
        if (value >= java.util.logging.Level.SEVERE.intValue()) {
            return Level.ERROR;
        }
        if (value >= java.util.logging.Level.WARNING.intValue()) {
            return Level.WARN;
        }
        if (value >= java.util.logging.Level.INFO.intValue()) {
            return Level.INFO;
        }
        return value >= java.util.logging.Level.FINE.intValue() ? Level.DEBUG : Level.TRACE;
    }

    @Override
    public void flush() {
        // written as they come
    }

    @Override
    public void close() {
        // standard error stays open
    }
}
