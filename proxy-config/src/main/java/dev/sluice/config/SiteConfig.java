package dev.sluice.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One site.
 *
 * @param at where its name stands in the file
 * @param aliases more names, none of them used elsewhere
 * @param redirectAliases whether aliases are redirected to {@code name} instead of being served alike
 * @param clientCa PEM file with the CAs that client certificates must come from; null asks for none
 * @param redirectHttp whether plain HTTP is redirected to HTTPS; false where TLS is off
 * @param hsts the max-age of Strict-Transport-Security (RFC 6797); null sends none
 * @param routes at least one, each path once, in the order of the file; none only where containers may add some
 */
public record SiteConfig(
        Position at,
        HostPattern name,
        List<HostPattern> aliases,
        boolean redirectAliases,
        SiteTls tls,
        @Nullable Path clientCa,
        boolean redirectHttp,
        @Nullable Duration hsts,
        List<RouteConfig> routes) {

    /** Copies the lists. */
    public SiteConfig {
        aliases = List.copyOf(aliases);
        routes = List.copyOf(routes);
    }

    /** The same with other aliases and routes. */
    SiteConfig with(List<HostPattern> otherAliases, List<RouteConfig> otherRoutes) {
        return new SiteConfig(at, name, otherAliases, redirectAliases, tls, clientCa, redirectHttp, hsts, otherRoutes);
    }
}
