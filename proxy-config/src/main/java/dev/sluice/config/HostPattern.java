package dev.sluice.config;

/**
 * The host names a site answers to.
 *
 * @param kind how {@code name} is to be read
 * @param name lower-case ASCII (IDNA A-labels) or an IP address without brackets: the whole name for {@link Kind#EXACT},
 *     what follows {@code *.} for {@link Kind#WILDCARD}, empty for {@link Kind#DEFAULT}
 */
public record HostPattern(Kind kind, String name) {

    /** The ways a pattern can match. */
    public enum Kind {
        /** One name. */
        EXACT,
        /** {@code *.example.com}: exactly one more label before the name, as in certificates (RFC 6125 section 6.4.3). */
        WILDCARD,
        /** {@code *}: whatever no other site answers to. */
        DEFAULT
    }

    /** The default site's pattern. */
    public static final HostPattern ANY = new HostPattern(Kind.DEFAULT, "");

    /** The pattern as it is written in the file. */
    @Override
    public String toString() {
        return switch (kind) {
            case EXACT -> name;
            case WILDCARD -> "*." + name;
            case DEFAULT -> "*";
        };
    }
}
