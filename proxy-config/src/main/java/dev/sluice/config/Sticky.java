package dev.sluice.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A client stays with its endpoint by a cookie.
 *
 * @param cookie the cookie's name
 * @param ttl how long the cookie lasts; null for the browser's session
 */
public record Sticky(String cookie, @Nullable Duration ttl) {

    /** The cookie's name unless the file gives one. */
    public static final String DEFAULT_COOKIE = "sluice";
}
