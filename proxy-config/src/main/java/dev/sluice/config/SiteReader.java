package dev.sluice.config;

import dev.sluice.config.MapOf.Named;
import dev.sluice.config.Node.Text;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes a site of what its keys say and of {@code defaults}. */
final class SiteReader {

    private final Values defaults;
    private final boolean httpOn;
    private final boolean httpsOn;
    private final boolean mayBeBare;
    private final Reading in;

    /** {@code mayBeBare}: a site need not do anything by itself, as containers may add routes to it. */
    SiteReader(Values defaults, ListenConfig listen, boolean mayBeBare, Reading in) {
        this.defaults = defaults;
        this.httpOn = !listen.http().isEmpty();
        this.httpsOn = !listen.https().isEmpty();
        this.mayBeBare = mayBeBare;
        this.in = in;
    }

    SiteConfig read(Text at, HostPattern name, Values values) {
        SiteTls tls = tls(at, values);
        boolean secure = !(tls instanceof SiteTls.Off);
        List<HostPattern> aliases = values.get(SiteKeys.ALIASES, List.of());
        return new SiteConfig(
                at.at(),
                name,
                aliases,
                redirectAliases(name, values, at),
                tls,
                clientCa(values, secure, at),
                redirectHttp(values, secure, at),
                hsts(values, secure, at),
                routes(at, values));
    }

    /** What the routes of a site with these keys have where they say nothing themselves. */
    Values inherited(Values site) {
        return site.without(RouteKeys.ACTIONS).over(defaults);
    }

    private SiteTls tls(Text at, Values values) {
        CertificateKeys.Setting setting = values.get(SiteKeys.TLS);
        SiteTls tls = setting == null ? new SiteTls.Auto() : setting.tls();
        if (tls instanceof SiteTls.Auto && !httpsOn) {
            return new SiteTls.Off();
        }
        if (tls instanceof SiteTls.Off && !httpOn) {
            in.error(
                    values.at(SiteKeys.TLS, at),
                    "this site can never be reached: its 'tls' is off, and so is 'listen: {http}'");
        } else if (!(tls instanceof SiteTls.Off) && !httpsOn) {
            in.error(
                    values.at(SiteKeys.TLS, at),
                    "this certificate can never be used: 'listen: {https}' is off; remove 'tls', or listen for https");
        }
        return tls;
    }

    private boolean redirectAliases(HostPattern name, Values values, Text at) {
        boolean redirect = values.get(SiteKeys.REDIRECT_ALIASES, false);
        if (redirect && name.kind() != HostPattern.Kind.EXACT) {
            in.error(
                    values.at(SiteKeys.REDIRECT_ALIASES, at),
                    at.shown() + " is not one name that aliases could be redirected to; remove 'redirect-aliases'");
        } else if (redirect && !values.has(SiteKeys.ALIASES)) {
            in.warning(values.at(SiteKeys.REDIRECT_ALIASES, at), "'redirect-aliases' has no effect without 'aliases'");
        }
        return redirect;
    }

    private @Nullable Path clientCa(Values values, boolean secure, Text at) {
        CertificateKeys.Setting setting = values.get(SiteKeys.TLS);
        Path inTls = setting == null ? null : setting.clientCa();
        Path own = values.get(SiteKeys.CLIENT_CA);
        if (own != null && inTls != null) {
            in.error(values.at(SiteKeys.CLIENT_CA, at), "'client-ca' stands here and in 'tls'; remove one of them");
        } else if ((own != null || inTls != null) && !secure) {
            in.error(
                    values.at(SiteKeys.CLIENT_CA, at),
                    "'client-ca' guards nothing without TLS: anybody would be served; switch TLS on, or remove it");
        }
        return own == null ? inTls : own;
    }

    private boolean redirectHttp(Values values, boolean secure, Text at) {
        boolean wanted = values.get(SiteKeys.REDIRECT_HTTP, secure);
        if (wanted && !secure) {
            in.error(
                    values.at(SiteKeys.REDIRECT_HTTP, at),
                    "'redirect-http' would redirect to nowhere: TLS is off for this site");
        }
        return wanted;
    }

    private @Nullable Duration hsts(Values values, boolean secure, Text at) {
        Duration hsts = RouteReader.orNull(values.get(SiteKeys.HSTS));
        if (hsts != null && !secure) {
            in.warning(values.at(SiteKeys.HSTS, at), "'hsts' has no effect without TLS");
            return null;
        }
        return hsts;
    }

    private List<RouteConfig> routes(Text at, Values values) {
        RouteReader reader = new RouteReader(inherited(values), in);
        List<RouteConfig> routes = new ArrayList<>();
        boolean acts = !values.present(RouteKeys.ACTIONS).isEmpty();
        if (acts) {
            add(routes, reader.read(PathPattern.ALL, at, values));
        } else if (!values.has(SiteKeys.ROUTES) && !mayBeBare) {
            in.error(
                    at,
                    "the site " + at.shown()
                            + " does nothing; give it 'to: host:port', 'routes', 'redirect' or 'respond'");
        }
        List<Named<PathPattern, Values>> named = values.get(SiteKeys.ROUTES, List.of());
        for (Named<PathPattern, Values> route : named) {
            if (acts && route.name().equals(PathPattern.ALL)) {
                in.error(
                        route.at(), "'/' stands beside 'to', 'redirect' or 'respond' of the site, which is '/' itself");
            }
            add(routes, reader.read(route.name(), route.at(), route.value()));
        }
        return routes;
    }

    private static void add(List<RouteConfig> routes, @Nullable RouteConfig route) {
        if (route != null) {
            routes.add(route);
        }
    }
}
