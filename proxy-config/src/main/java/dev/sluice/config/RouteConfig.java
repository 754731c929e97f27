package dev.sluice.config;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One route with everything inherited filled in.
 *
 * @param at where its path stands in the file (the site's name where the site has no {@code routes})
 * @param hold how long a request waits for an endpoint when none accepts a connection; zero does not wait
 * @param retry further attempts on another endpoint, 0 to 10
 * @param stripPrefix what is cut from the front of the path, without a slash at its end; null cuts nothing. Never
 *     together with {@code rewrite}
 * @param rewrite what replaces the route's own prefix (or its whole exact path); null replaces nothing
 * @param maxBody largest request body in bytes, or -1 for no limit
 * @param allow when not empty, only clients in these networks are served
 * @param deny clients in these networks are refused; looked at before {@code allow}
 */
public record RouteConfig(
        Position at,
        PathPattern path,
        Action action,
        Balance balance,
        @Nullable Sticky sticky,
        HealthConfig health,
        Duration hold,
        int retry,
        Timeouts timeouts,
        HeaderRules headers,
        HostHeader host,
        @Nullable String stripPrefix,
        @Nullable String rewrite,
        long maxBody,
        List<Network> allow,
        List<Network> deny,
        RouteExtras extras) {

    /** Copies the lists. */
    public RouteConfig {
        allow = List.copyOf(allow);
        deny = List.copyOf(deny);
    }

    /** The same with another action. */
    RouteConfig with(Action other) {
        return new RouteConfig(
                at,
                path,
                other,
                balance,
                sticky,
                health,
                hold,
                retry,
                timeouts,
                headers,
                host,
                stripPrefix,
                rewrite,
                maxBody,
                allow,
                deny,
                extras);
    }
}
