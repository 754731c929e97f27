package dev.sluice.config;

import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds sites and routes in a configuration as requests do, before there is a snapshot. */
final class SiteFinder {

    private final Map<HostPattern, SiteConfig> sites = new HashMap<>();
    private final IdentityHashMap<SiteConfig, Map<PathPattern, RouteConfig>> routes = new IdentityHashMap<>();

    SiteFinder(List<SiteConfig> all) {
        for (SiteConfig site : all) {
            sites.putIfAbsent(site.name(), site);
            site.aliases().forEach(alias -> sites.putIfAbsent(alias, site));
        }
    }

    /** The site of a host without port, or null. */
    @Nullable
    SiteConfig site(String host) {
        SiteConfig named = named(host);
        return named != null ? named : sites.get(HostPattern.ANY);
    }

    /** The same without the default site, which takes any name. */
    @Nullable
    SiteConfig named(String host) {
        SiteConfig exact = sites.get(new HostPattern(HostPattern.Kind.EXACT, host));
        String parent = host.substring(host.indexOf('.') + 1);
        return exact != null ? exact : sites.get(new HostPattern(HostPattern.Kind.WILDCARD, parent));
    }

    /** The route of a path on a site, or null. */
    @Nullable
    RouteConfig route(SiteConfig site, String path) {
        Map<PathPattern, RouteConfig> all = routes.computeIfAbsent(site, SiteFinder::byPath);
        RouteConfig found = all.get(new PathPattern(PathPattern.Kind.EXACT, path));
        String prefix = path;
        while (found == null && !prefix.isEmpty()) {
            found = all.get(new PathPattern(PathPattern.Kind.PREFIX, prefix));
            prefix = prefix.substring(0, prefix.lastIndexOf('/'));
        }
        return found != null ? found : all.get(PathPattern.ALL);
    }

    private static Map<PathPattern, RouteConfig> byPath(SiteConfig site) {
        Map<PathPattern, RouteConfig> all = new HashMap<>();
        site.routes().forEach(route -> all.putIfAbsent(route.path(), route));
        return all;
    }
}
