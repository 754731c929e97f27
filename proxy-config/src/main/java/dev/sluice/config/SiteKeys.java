package dev.sluice.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The keys of a site: its own, and those of a route, which its routes inherit. */
final class SiteKeys {

    static final Scalar<PathPattern> PATH = new Scalar<>("a path such as /api", PathText::pattern, Json.type("string"));
    static final Scalar<HostPattern> HOST =
            new Scalar<>("a host name such as www.example.com", HostNames::pattern, Json.type("string"));

    /** A route: a target, a list of targets, or a map. */
    private static final Shape<Values> ROUTE =
            orTargets("a target, a list of targets, or a map of keys", RouteKeys.ALL);

    static final Key<List<MapOf.Named<PathPattern, Values>>> ROUTES = Key.of(
            "routes",
            new MapOf<>("a map of paths such as {/api: app:8080}", PATH, ROUTE, false),
            "",
            "Path to route: /api is a prefix by whole segments, =/login is exact; the longest wins.");
    static final Key<List<HostPattern>> ALIASES = Key.of(
            "aliases", new ListOf<>("a list of host names", HOST, true, true), "none", "More host names of the site.");
    static final Key<Boolean> REDIRECT_ALIASES =
            Key.of("redirect-aliases", Scalars.SWITCH, "off", "Redirects the aliases to the site's name.");
    static final Key<CertificateKeys.Setting> TLS =
            Key.of("tls", CertificateKeys.SETTING, "auto", "The certificate: auto, self-signed, off, or two files.");
    static final Key<Path> CLIENT_CA = Key.of(
            "client-ca", FileNames.READABLE, "", "PEM file with the CAs that client certificates must come from.");
    static final Key<Boolean> REDIRECT_HTTP =
            Key.of("redirect-http", Scalars.SWITCH, "on where TLS is on", "Redirects plain HTTP to HTTPS.");
    static final Key<Duration> HSTS =
            Key.of("hsts", Scalars.DURATION_OR_OFF, "off", "Tells browsers to use HTTPS only, for so long.");

    static final Keys ALL =
            new Keys("site", ROUTES, ALIASES, REDIRECT_ALIASES, TLS, CLIENT_CA, REDIRECT_HTTP, HSTS).and(RouteKeys.ALL);

    /** A site: a target, a list of targets, or a map. */
    static final Shape<Values> SHAPE = orTargets("a target, a list of targets, or a map of keys", ALL);

    static {
        RouteKeys.ALL.hint(ALL, "to the site, not to a route");
    }

    private SiteKeys() {}

    private static Shape<Values> orTargets(String expected, Shape<Values> map) {
        Shape<Values> targets = TargetKeys.SOME.then((some, node, in) -> Values.of(RouteKeys.TO, node, some));
        return new Forms<>(expected, targets, targets, map);
    }
}
