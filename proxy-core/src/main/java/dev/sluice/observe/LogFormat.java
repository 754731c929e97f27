package dev.sluice.observe;

/** How an entry of the program's own log is written. Any thread. */
@FunctionalInterface
interface LogFormat {
    /** The entry with its line's end. */
    String format(LogEntry entry);
}
