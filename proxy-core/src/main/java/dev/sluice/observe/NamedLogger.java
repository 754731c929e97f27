package dev.sluice.observe;

import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

/** Brings what one class says to {@link Logging}. Any thread. */
final class NamedLogger extends LegacyAbstractLogger {
    private static final long serialVersionUID = 1;

    private final boolean library;

    NamedLogger(String name) {
        this.name = name;
        library = name.startsWith("io.netty");
    }

    @Override
    public boolean isTraceEnabled() {
        return isOn(Level.TRACE);
    }

    @Override
    public boolean isDebugEnabled() {
        return isOn(Level.DEBUG);
    }

    @Override
    public boolean isInfoEnabled() {
        return isOn(Level.INFO);
    }

    @Override
    public boolean isWarnEnabled() {
        return isOn(Level.WARN);
    }

    @Override
    public boolean isErrorEnabled() {
        return isOn(Level.ERROR);
    }

    private boolean isOn(Level level) {
        return library ? Logging.isOnForLibraries(level) : Logging.isOn(level);
    }

    @Override
    protected @Nullable String getFullyQualifiedCallerName() {
        return null; // an entry does not say which line it comes from
    }

    @Override
    protected void handleNormalizedLoggingCall(
            Level level,
            @Nullable Marker marker,
            String message,
            Object @Nullable [] arguments,
            @Nullable Throwable thrown) {
        String text = MessageFormatter.basicArrayFormat(message, arguments);
        Logging.write(new LogEntry(System.currentTimeMillis(), level, name, String.valueOf(text), thrown));
    }
}
