package dev.sluice.config;

import java.time.Duration;

/** Active health checks of a route's endpoints. */
public sealed interface HealthConfig {

    /** None; only the outcome of real requests counts. */
    record Off() implements HealthConfig {}

    /**
     * A TCP connection is opened.
     *
     * @param rise successes in a row that make an endpoint healthy
     * @param fall failures in a row that make it unhealthy
     */
    record Tcp(Duration interval, Duration timeout, int rise, int fall) implements HealthConfig {}

    /** A GET is sent; a status from {@code expectLow} to {@code expectHigh}, both included, is a success. */
    record Http(String path, Duration interval, Duration timeout, int expectLow, int expectHigh, int rise, int fall)
            implements HealthConfig {}
}
