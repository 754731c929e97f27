package dev.sluice.config;

/**
 * What a configuration file may cost at most. Together these keep the reader under one second and 64 MB for any input:
 * the YAML scanner's work grows with the square of a line's length and allocates some 160 bytes for each word or line.
 */
final class Bounds {

    /** Bytes in the file. */
    static final int FILE = 384 * 1024;

    /** Characters in a line. */
    static final int LINE = 4096;

    /** Lines in the file. */
    static final int LINES = 100_000;

    /** Values, keys included. */
    static final int NODES = 32_000;

    /** Levels of maps and lists in each other. */
    static final int DEPTH = 16;

    /** Characters of a value, after substitution. */
    static final int VALUE = 64 * 1024;

    /** Characters that all substitutions may bring in. */
    static final int SUBSTITUTED = 1024 * 1024;

    /** Substitutions. */
    static final int SUBSTITUTIONS = 5_000;

    /** Problems that are reported. */
    static final int PROBLEMS = 500;

    private Bounds() {}
}
