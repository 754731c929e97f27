package dev.sluice.observe;

import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * One entry of the program's own log.
 *
 * @param time of the wall clock, in milliseconds since 1970
 * @param level its severity
 * @param logger who speaks: the name of a class
 * @param message for people; it may have several lines
 * @param thrown what went wrong, or null
 */
public record LogEntry(
        long time,
        Level level,
        String logger,
        String message,
        @Nullable Throwable thrown) {}
