package dev.sluice.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Bounds on what clients may take.
 *
 * @param connections open client connections in all; 0 means as many as memory allows
 * @param headerSize bytes of a request's head, and of its trailers
 * @param headers header lines in a request
 * @param headerTimeout for the whole head of a request; null means off
 * @param idle without any byte on a client connection while a request is read; null means off
 * @param keepAlive between two requests on a connection; null means off
 */
public record LimitsConfig(
        int connections,
        int headerSize,
        int headers,
        @Nullable Duration headerTimeout,
        @Nullable Duration idle,
        @Nullable Duration keepAlive) {

    /** What holds unless the file says otherwise. */
    public static final LimitsConfig DEFAULT =
            new LimitsConfig(0, 65536, 200, Duration.ofSeconds(10), Duration.ofMinutes(5), Duration.ofSeconds(75));
}
