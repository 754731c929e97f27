package dev.sluice.route;

import dev.sluice.config.RouteConfig;
import dev.sluice.upstream.Upstream;
import org.jspecify.annotations.Nullable;

/**
 * One route, ready for use: every feature is a field. Immutable.
 *
 * @param index dense over all routes of the snapshot, from 0: per-route state is kept in arrays by it
 * @param siteName the site's name as configured
 * @param label the path pattern as configured, such as {@code /api} or {@code =/login}
 * @param config what the file says
 * @param upstream where requests go, or null where the route answers by itself
 */
public record Route(
        int index,
        String siteName,
        String label,
        RouteConfig config,
        @Nullable Upstream upstream) {}
