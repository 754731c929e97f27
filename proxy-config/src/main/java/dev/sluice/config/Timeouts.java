package dev.sluice.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A route's idle timers; null means off. None limits the total time of an exchange.
 *
 * @param connect for a connection to an endpoint, TLS included
 * @param response from the end of the request to the first byte of the response
 * @param idle without any byte in either direction while bodies are passed
 * @param tunnel the same in a tunnel after an upgrade
 */
public record Timeouts(
        @Nullable Duration connect,
        @Nullable Duration response,
        @Nullable Duration idle,
        @Nullable Duration tunnel) {

    /** What holds unless the file says otherwise. */
    public static final Timeouts DEFAULT =
            new Timeouts(Duration.ofSeconds(5), Duration.ofMinutes(5), Duration.ofMinutes(5), null);
}
