package dev.sluice.config;

/** How a route chooses among endpoints. */
public sealed interface Balance {

    /** The one of two random endpoints with fewer requests in flight. */
    record LeastRequests() implements Balance {}

    /** In turn. */
    record RoundRobin() implements Balance {}

    /** By chance. */
    record Random() implements Balance {}

    /**
     * Consistent hashing.
     *
     * @param name the header's or cookie's name; empty for {@link By#IP}
     */
    record Hash(By by, String name) implements Balance {}

    /** What is hashed. */
    enum By {
        /** The client's address. */
        IP,
        /** A request header. */
        HEADER,
        /** A cookie. */
        COOKIE
    }
}
