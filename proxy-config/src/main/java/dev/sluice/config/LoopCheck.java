package dev.sluice.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds targets from which a request comes back to the route that has sent it, because they are Sluice itself. One site may lead to
 * another on purpose; only a circle is an error. If it depends on how a name resolves, it is a warning; what cannot be seen here is
 * answered 508 when it happens.
 */
public final class LoopCheck {

    private final Config config;
    private final OwnAddresses own;
    private final SiteFinder finder;
    private final List<Problem> errors = new ArrayList<>();
    private final List<Problem> warnings = new ArrayList<>();

    private LoopCheck(Config config) {
        this.config = config;
        this.own = new OwnAddresses(config.listen());
        this.finder = new SiteFinder(config.sites());
    }

    /** Looks at every target that is written down. Reads this machine's addresses, resolves no names. */
    public static LoopCheck of(Config config) {
        LoopCheck check = new LoopCheck(config);
        config.sites().forEach(check::look);
        return check;
    }

    /** The targets that lead back for certain. */
    public List<Problem> errors() {
        return List.copyOf(errors);
    }

    /** The targets that lead back if a name resolves to this machine. */
    public List<Problem> warnings() {
        return List.copyOf(warnings);
    }

    /** A route that a request has come to, and the host that it names, null as long as that is the site's own. */
    private record Stop(
            SiteConfig site,
            RouteConfig route,
            String path,
            @Nullable String host) {}

    private void look(SiteConfig site) {
        for (RouteConfig route : site.routes()) {
            Stop start = new Stop(site, route, route.path().path(), null);
            for (Target target : targets(route)) {
                if (target.container() == null && errors.size() < Bounds.PROBLEMS) {
                    look(start, target);
                }
            }
        }
    }

    private void look(Stop start, Target target) {
        boolean certain = own.has(target.host(), target.port());
        // a name without a dot is a container's, even if a site in a home network is called the same
        boolean likely = !certain
                && own.hasPort(target.port())
                && target.host().indexOf('.') >= 0
                && finder.named(target.host()) != null;
        if ((!certain && !likely) || !comesBack(start, target)) {
            return;
        }
        if (certain) {
            errors.add(problem(
                    target,
                    "this target is Sluice itself, which listens on port " + target.port()
                            + ": requests would go round in a circle; write the host and port of the backend"));
        } else {
            warnings.add(problem(
                    target,
                    "this target is a name of a site here, on a port that Sluice listens on: if it resolves to this machine,"
                            + " requests come back and are answered 508; write the host and port of the backend"));
        }
    }

    private Problem problem(Target target, String message) {
        return new Problem(config.file().toString(), target.at(), message, "", 1, 1);
    }

    /** Whether the request comes to the same route again, if the target is Sluice. */
    private boolean comesBack(Stop start, Target target) {
        Set<RouteConfig> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        return comesTo(start.route(), next(start, target), seen);
    }

    @SuppressWarnings("ReferenceEquality") // is it the very same route?
    private boolean comesTo(RouteConfig wanted, @Nullable Stop now, Set<RouteConfig> seen) {
        Stop stop = now;
        while (stop != null) {
            if (stop.route() == wanted) {
                return true;
            }
            Target further = seen.add(stop.route()) ? ownTarget(stop.route()) : null;
            stop = further == null ? null : next(stop, further);
        }
        return false;
    }

    private @Nullable Target ownTarget(RouteConfig route) {
        for (Target target : targets(route)) {
            if (own.has(target.host(), target.port())) {
                return target;
            }
        }
        return null;
    }

    private @Nullable Stop next(Stop from, Target target) {
        String host = host(from, target);
        SiteConfig site = host == null ? from.site() : finder.site(host);
        String path = path(from);
        RouteConfig route = site == null ? null : finder.route(site, path);
        return site == null || route == null ? null : new Stop(site, route, path, host);
    }

    /** The host that the request names then; null as long as it is the one that led to the first site. */
    private static @Nullable String host(Stop from, Target target) {
        return switch (from.route().host()) {
            case HostHeader.Keep() -> from.host();
            case HostHeader.TargetName() -> target.host();
            case HostHeader.Named(String value) -> withoutPort(value.toLowerCase(Locale.ROOT));
        };
    }

    private static String withoutPort(String value) {
        int bracket = value.indexOf(']');
        if (value.startsWith("[") && bracket > 0) {
            return value.substring(1, bracket);
        }
        int colon = value.indexOf(':');
        return colon < 0 ? value : value.substring(0, colon);
    }

    private static String path(Stop from) {
        RouteConfig route = from.route();
        String path = from.path();
        if (route.rewrite() != null) {
            return joined(route.rewrite(), rest(path, route.path().path()));
        }
        String strip = route.stripPrefix();
        boolean has = strip != null && (path.equals(strip) || path.startsWith(strip + "/"));
        return has && strip != null ? joined("", rest(path, strip)) : path;
    }

    private static String rest(String path, String prefix) {
        return prefix.equals("/") ? path : path.substring(prefix.length());
    }

    private static String joined(String front, String rest) {
        String joined = front.endsWith("/") && rest.startsWith("/") ? front + rest.substring(1) : front + rest;
        return joined.isEmpty() ? "/" : joined;
    }

    private static List<Target> targets(RouteConfig route) {
        return route.action() instanceof Action.Forward(List<Target> targets) ? targets : List.of();
    }
}
