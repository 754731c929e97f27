package dev.sluice.config;

/**
 * The paths a route takes.
 *
 * @param path starts with a slash; a prefix other than {@code /} has none at its end. Dot segments and encoded
 *     characters that need no encoding do not occur
 */
public record PathPattern(Kind kind, String path) {

    /** The ways a path can match. */
    public enum Kind {
        /** This path only. */
        EXACT,
        /** This path and everything below it, by whole segments. */
        PREFIX
    }

    /** Every path. */
    public static final PathPattern ALL = new PathPattern(Kind.PREFIX, "/");

    /** The pattern as it is written in the file. */
    @Override
    public String toString() {
        return kind == Kind.EXACT ? "=" + path : path;
    }
}
