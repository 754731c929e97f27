package dev.sluice.route;

import dev.sluice.config.RouteConfig;
import dev.sluice.policy.HashSource;
import dev.sluice.policy.HeaderEdits;
import dev.sluice.policy.HostField;
import dev.sluice.policy.LoopMark;
import dev.sluice.policy.RoutePolicy;
import dev.sluice.policy.StickyCookie;
import dev.sluice.policy.TargetRewrite;
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
 * @param policy what may answer before a backend is asked; holds {@code maxBody}
 * @param timers its times in nanoseconds
 * @param loopMark put on requests, so that one that comes back is known
 * @param requestEdits changes to the fields of requests
 * @param responseEdits changes to the fields of responses
 * @param host the {@code Host} that backends see
 * @param rewrite the change of the path, or null
 * @param hash what consistent hashing takes of a request, or null
 * @param sticky the cookie that keeps a client with its endpoint, or null
 */
public record Route(
        int index,
        String siteName,
        String label,
        RouteConfig config,
        @Nullable Upstream upstream,
        RoutePolicy policy,
        Timers timers,
        LoopMark loopMark,
        HeaderEdits requestEdits,
        HeaderEdits responseEdits,
        HostField host,
        @Nullable TargetRewrite rewrite,
        @Nullable HashSource hash,
        @Nullable StickyCookie sticky) {

    /** The largest request body in bytes, or -1 for no limit. */
    public long maxBody() {
        return policy.maxBody();
    }

    /** How many further endpoints may be tried. */
    public int retry() {
        return config.retry();
    }
}
