package dev.sluice.config;

/**
 * A place in the configuration file.
 *
 * @param line counted from 1
 * @param column counted from 1, in characters (code points)
 */
public record Position(int line, int column) implements Comparable<Position> {

    /** The first character of a file. */
    public static final Position START = new Position(1, 1);

    @Override
    public int compareTo(Position other) {
        return line != other.line ? Integer.compare(line, other.line) : Integer.compare(column, other.column);
    }

    /** Renders as {@code line:column}. */
    @Override
    public String toString() {
        return line + ":" + column;
    }
}
