package dev.sluice.config;

import dev.sluice.config.LogConfig.Format;
import dev.sluice.config.LogConfig.Level;
import dev.sluice.config.TlsConfig.MinVersion;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The keys of the file. */
final class TopKeys {

    static final Key<String> EMAIL =
            Key.of("email", AcmeKeys.emailText(), "none", "Contact of the ACME account, short for acme: {email}.");
    static final Key<List<MapOf.Named<HostPattern, Values>>> SITES = Key.of(
            "sites",
            new MapOf<>(
                    "a map of host names such as {www.example.com: app:8080}", SiteKeys.HOST, SiteKeys.SHAPE, false),
            "",
            "Host to site; *.example.com is a wildcard, * the default site (both in quotes).");
    static final Key<ListenConfig> LISTEN = Key.of("listen", ListenKeys.SHAPE, "", "Where to listen.");
    static final Key<AcmeConfig> ACME =
            Key.of("acme", AcmeKeys.SHAPE, "on for every public host name", "Certificates from a CA.");
    static final Key<Path> DATA = Key.of(
            "data", FileNames.NAMED, "/data where it exists, else $XDG_DATA_HOME/sluice", "Folder for what must last.");

    static final Key<MinVersion> MIN_VERSION =
            Key.of("min-version", Scalars.choice(versions()), "1.2", "Lowest version of TLS: 1.2 or 1.3.");
    static final Key<List<TlsConfig.CertificateFiles>> CERTIFICATES =
            Key.of("certificates", CertificateKeys.LIST, "none", "PEM files, chosen by the names in them.");
    static final Keys TLS_KEYS = new Keys("tls", MIN_VERSION, CERTIFICATES);
    static final Key<TlsConfig> TLS = Key.of("tls", TLS_KEYS.then(TopKeys::tls), "", "TLS towards clients.");

    static final Key<List<Network>> TRUSTED_PROXIES = Key.of(
            "trusted-proxies",
            new ListOf<>("a network such as 10.0.0.0/8, or a list of networks,", Scalars.NETWORK, true, true),
            "none",
            "Networks whose X-Forwarded headers and PROXY protocol are believed.");
    static final Key<Boolean> PROXY_PROTOCOL =
            Key.of("proxy-protocol", Scalars.SWITCH, "off", "Clients in trusted-proxies send PROXY v1 or v2.");

    static final Key<Boolean> ACCESS = Key.of("access", Scalars.SWITCH, "on", "One line for each exchange.");
    static final Key<Format> FORMAT = Key.of("format", Scalars.choice(formats()), "text", "text or json.");
    static final Key<Level> LEVEL = Key.of("level", Scalars.choice(levels()), "info", "Least severe level.");
    static final Keys LOG_KEYS = new Keys("log", ACCESS, FORMAT, LEVEL);
    static final Key<LogConfig> LOG = Key.of(
            "log",
            LOG_KEYS.then((values, node, in) -> new LogConfig(
                    values.get(ACCESS, true), values.get(FORMAT, Format.TEXT), values.get(LEVEL, Level.INFO))),
            "",
            "What is logged.");

    static final Key<LimitsConfig> LIMITS =
            Key.of("limits", LimitKeys.ALL.then(LimitKeys::limits), "", "Bounds on what clients may take.");

    static final Key<Duration> GRACE = Key.of("grace", Scalars.DURATION_OR_OFF, "8s", "Time for work in flight.");
    static final Keys SHUTDOWN_KEYS = new Keys("shutdown", GRACE);
    static final Key<Duration> SHUTDOWN = Key.of(
            "shutdown",
            SHUTDOWN_KEYS.then((values, node, in) -> values.get(GRACE, ConfigReader.GRACE)),
            "",
            "How Sluice stops.");

    static final Key<Values> DEFAULTS =
            Key.of("defaults", RouteKeys.ALL.then(TopKeys::defaults), "none", "What every route inherits.");
    static final Key<Optional<DockerAddress>> DOCKER = Key.of(
            "docker",
            DockerKeys.SHAPE,
            "off",
            "Finds sites by the labels of containers: on, or the address of an engine or of a proxy to it.");

    static final Keys ALL = new Keys(
                    "top",
                    EMAIL,
                    SITES,
                    LISTEN,
                    ACME,
                    DATA,
                    TLS,
                    TRUSTED_PROXIES,
                    PROXY_PROTOCOL,
                    LOG,
                    LIMITS,
                    SHUTDOWN,
                    DEFAULTS,
                    DOCKER)
            .hint(RouteKeys.ALL, "to a site or a route, or under 'defaults'")
            .hint(SiteKeys.ALL, "to a site");

    private TopKeys() {}

    private static TlsConfig tls(Values values, Node node, Reading in) {
        return new TlsConfig(values.get(MIN_VERSION, MinVersion.TLS_1_2), values.get(CERTIFICATES, List.of()));
    }

    private static Values defaults(Values values, Node node, Reading in) {
        for (Key<?> action : RouteKeys.ACTIONS) {
            if (values.has(action)) {
                in.error(
                        values.at(action, node),
                        "'" + action.name() + "' cannot stand in 'defaults': every route says itself what it does");
            }
        }
        return values.without(RouteKeys.ACTIONS);
    }

    private static Map<String, MinVersion> versions() {
        Map<String, MinVersion> versions = new LinkedHashMap<>();
        versions.put("1.2", MinVersion.TLS_1_2);
        versions.put("1.3", MinVersion.TLS_1_3);
        return versions;
    }

    private static Map<String, Format> formats() {
        Map<String, Format> formats = new LinkedHashMap<>();
        formats.put("text", Format.TEXT);
        formats.put("json", Format.JSON);
        return formats;
    }

    private static Map<String, Level> levels() {
        Map<String, Level> levels = new LinkedHashMap<>();
        for (Level level : Level.values()) {
            levels.put(level.name().toLowerCase(Locale.ROOT), level);
        }
        return levels;
    }
}
