package dev.sluice.route;

import dev.sluice.config.RouteConfig;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A route's times in nanoseconds; 0 is off, except for hold, where it means not to wait.
 *
 * @param connect for a connection to an endpoint, TLS included
 * @param response from the end of the request to the first byte of the response
 * @param idle without any byte in either direction
 * @param tunnel the same after an upgrade
 * @param hold how long a request waits for an endpoint
 */
public record Timers(long connect, long response, long idle, long tunnel, long hold) {

    static Timers of(RouteConfig config) {
        return new Timers(
                nanos(config.timeouts().connect()),
                nanos(config.timeouts().response()),
                nanos(config.timeouts().idle()),
                nanos(config.timeouts().tunnel()),
                nanos(config.hold()));
    }

    /** Nanoseconds of a duration; 0 for null; centuries become the largest number that can still be added to a clock. */
    static long nanos(@Nullable Duration duration) {
        if (duration == null) {
            return 0;
        }
        long most = Long.MAX_VALUE / 4;
        return duration.toSeconds() >= most / 1_000_000_000 ? most : duration.toNanos();
    }
}
