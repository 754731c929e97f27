package dev.sluice.route;

import dev.sluice.config.RouteConfig;
import dev.sluice.config.Target;
import dev.sluice.upstream.Upstream;
import java.util.List;

/** Makes or finds the upstream of a route; the launcher's, which knows resolvers, TLS contexts and the registry of endpoints. */
public interface UpstreamFactory {

    /**
     * The upstream of a route that forwards.
     *
     * @param name for log and status: the site's name followed by the route's label
     * @param route what the file says
     * @param targets at least one, but for a route whose containers do not run
     */
    Upstream upstream(String name, RouteConfig route, List<Target> targets);
}
