package dev.sluice.route;

import dev.sluice.config.Action;
import dev.sluice.config.Config;
import dev.sluice.config.ListenAddress;
import dev.sluice.config.RouteConfig;
import dev.sluice.config.SiteConfig;
import dev.sluice.policy.HashSource;
import dev.sluice.policy.HeaderEdits;
import dev.sluice.policy.HostField;
import dev.sluice.policy.HttpChallenges;
import dev.sluice.policy.LoopMarks;
import dev.sluice.policy.RoutePolicy;
import dev.sluice.policy.SitePolicy;
import dev.sluice.policy.StickyCookie;
import dev.sluice.policy.TargetRewrite;
import dev.sluice.upstream.Upstream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Prepares a snapshot from a checked configuration. Has no effect outside but what the factory does. */
public final class SnapshotBuilder {
    private final Config config;
    private final UpstreamFactory factory;
    private final int httpsPort;
    private final HttpChallenges challenges;
    private final LoopMarks loopMarks;
    private final List<Route> routes = new ArrayList<>();

    private SnapshotBuilder(
            Config config, UpstreamFactory factory, int httpsPort, HttpChallenges challenges, LoopMarks loopMarks) {
        this.config = config;
        this.factory = factory;
        this.httpsPort = httpsPort;
        this.challenges = challenges;
        this.loopMarks = loopMarks;
    }

    /** Builds a snapshot whose redirects to HTTPS lead to the configured port. */
    public static Snapshot build(Config config, UpstreamFactory factory) {
        return build(config, factory, httpsPort(config), new HttpChallenges(), new LoopMarks());
    }

    /**
     * The same where the port for redirects is known better, as with a listener whose port the system has chosen.
     *
     * @param httpsPort 0 where nothing listens for HTTPS: then nothing is redirected to it
     * @param challenges what a CA may ask for at any time
     * @param loopMarks those of the edge
     */
    public static Snapshot build(
            Config config, UpstreamFactory factory, int httpsPort, HttpChallenges challenges, LoopMarks loopMarks) {
        SnapshotBuilder builder = new SnapshotBuilder(config, factory, httpsPort, challenges, loopMarks);
        List<Site> sites = new ArrayList<>();
        for (SiteConfig site : config.sites()) {
            sites.add(builder.site(site));
        }
        return new Snapshot(config, sites, builder.routes);
    }

    private static int httpsPort(Config config) {
        List<ListenAddress> https = config.listen().https();
        for (ListenAddress address : https) {
            if (address.port() == 443) {
                return 443;
            }
        }
        return https.isEmpty() ? 0 : https.getFirst().port();
    }

    private Site site(SiteConfig site) {
        String name = site.name().toString();
        List<Route> own = new ArrayList<>();
        for (RouteConfig route : site.routes()) {
            Route ready = route(name, route);
            own.add(ready);
            routes.add(ready);
        }
        return new Site(site, new PathTable(own), new SitePolicy(site, httpsPort, challenges));
    }

    private Route route(String siteName, RouteConfig route) {
        String label = route.path().toString();
        return new Route(
                routes.size(),
                siteName,
                label,
                route,
                upstream(siteName + label, route),
                new RoutePolicy(route, config.trustedProxies()),
                Timers.of(route),
                loopMarks.of(siteName, label),
                HeaderEdits.ofRequest(route.headers()),
                HeaderEdits.ofResponse(route.headers()),
                new HostField(route.host()),
                TargetRewrite.of(route),
                HashSource.of(route.balance(), config.trustedProxies()),
                StickyCookie.of(route.sticky()));
    }

    private @Nullable Upstream upstream(String name, RouteConfig route) {
        return switch (route.action()) {
            case Action.Forward forward -> factory.upstream(name, route, forward.targets());
            case Action.Redirect redirect -> null;
            case Action.Respond respond -> null;
            case Action.Files files -> null;
        };
    }
}
