package dev.sluice.config;

/**
 * What is logged.
 *
 * @param access whether each exchange gets a line
 * @param format of the access log
 * @param level least severe level of the program's own log
 */
public record LogConfig(boolean access, Format format, Level level) {

    /** What holds unless the file says otherwise. */
    public static final LogConfig DEFAULT = new LogConfig(true, Format.TEXT, Level.INFO);

    /** The access log's formats. */
    public enum Format {
        /** One readable line. */
        TEXT,
        /** One JSON object in a line. */
        JSON
    }

    /** Levels, most talkative first. */
    public enum Level {
        /** Everything. */
        TRACE,
        /** For developers. */
        DEBUG,
        /** What happens. */
        INFO,
        /** What should be looked at. */
        WARN,
        /** What failed. */
        ERROR
    }
}
