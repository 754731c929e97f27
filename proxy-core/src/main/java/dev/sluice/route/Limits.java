package dev.sluice.route;

import dev.sluice.config.LimitsConfig;

/**
 * Bounds on what clients may take, in the units of the data plane.
 *
 * @param connections open client connections in all; 0 means as many as memory allows
 * @param headerSize bytes of a request's head, and of its trailers
 * @param headers header lines in a request
 * @param headerTimeout nanoseconds for the whole head of a request; 0 is off
 * @param idle nanoseconds without any byte while a request is read; 0 is off
 * @param keepAlive nanoseconds between two requests on a connection; 0 is off
 */
public record Limits(int connections, int headerSize, int headers, long headerTimeout, long idle, long keepAlive) {

    static Limits of(LimitsConfig config) {
        return new Limits(
                config.connections(),
                config.headerSize(),
                config.headers(),
                Timers.nanos(config.headerTimeout()),
                Timers.nanos(config.idle()),
                Timers.nanos(config.keepAlive()));
    }
}
