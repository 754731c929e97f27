package dev.sluice.policy;

import dev.sluice.config.AcmeConfig;
import dev.sluice.config.Action;
import dev.sluice.config.Balance;
import dev.sluice.config.Config;
import dev.sluice.config.Discovered;
import dev.sluice.config.HeaderRules;
import dev.sluice.config.HealthConfig;
import dev.sluice.config.HostHeader;
import dev.sluice.config.HostPattern;
import dev.sluice.config.LimitsConfig;
import dev.sluice.config.ListenAddress;
import dev.sluice.config.ListenConfig;
import dev.sluice.config.LogConfig;
import dev.sluice.config.Network;
import dev.sluice.config.PathPattern;
import dev.sluice.config.Position;
import dev.sluice.config.RouteConfig;
import dev.sluice.config.RouteExtras;
import dev.sluice.config.SiteConfig;
import dev.sluice.config.SiteTls;
import dev.sluice.config.Timeouts;
import dev.sluice.config.TlsConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Configurations for tests, with what is not said as in a file that does not say it. */
public final class Configs {
    private Configs() {}

    /** A route being written. */
    public static final class RouteText {
        private final PathPattern path;
        private Action action = new Action.Respond(200, "ok");
        private @Nullable String strip;
        private @Nullable String rewrite;
        private long maxBody = -1;
        private List<Network> allow = List.of();
        private List<Network> deny = List.of();
        private HeaderRules headers = HeaderRules.NONE;
        private HostHeader host = new HostHeader.Keep();
        private Balance balance = new Balance.LeastRequests();
        private Position at = Position.START;

        private RouteText(String pattern) {
            path = pattern(pattern);
        }

        public RouteText action(Action value) {
            action = value;
            return this;
        }

        public RouteText strip(String value) {
            strip = value;
            return this;
        }

        public RouteText rewrite(String value) {
            rewrite = value;
            return this;
        }

        public RouteText maxBody(long value) {
            maxBody = value;
            return this;
        }

        public RouteText allow(Network... value) {
            allow = List.of(value);
            return this;
        }

        public RouteText deny(Network... value) {
            deny = List.of(value);
            return this;
        }

        public RouteText headers(HeaderRules value) {
            headers = value;
            return this;
        }

        public RouteText host(HostHeader value) {
            host = value;
            return this;
        }

        public RouteText balance(Balance value) {
            balance = value;
            return this;
        }

        public RouteText at(int line) {
            at = new Position(line, 1);
            return this;
        }

        public RouteConfig build() {
            return new RouteConfig(
                    at,
                    path,
                    action,
                    balance,
                    null,
                    new HealthConfig.Off(),
                    Duration.ofSeconds(10),
                    2,
                    Timeouts.DEFAULT,
                    headers,
                    host,
                    strip,
                    rewrite,
                    maxBody,
                    allow,
                    deny,
                    RouteExtras.NONE);
        }
    }

    /** A route by its pattern as in a file: {@code /a} or {@code =/a}; it answers 200. */
    public static RouteText route(String pattern) {
        return new RouteText(pattern);
    }

    /** A site without TLS features of its own. */
    public static SiteConfig site(String name, RouteConfig... routes) {
        return site(name, List.of(), routes);
    }

    /** A site with aliases, which are served alike. */
    public static SiteConfig site(String name, List<String> aliases, RouteConfig... routes) {
        return new SiteConfig(
                Position.START,
                host(name),
                aliases.stream().map(Configs::host).toList(),
                false,
                new SiteTls.Auto(),
                null,
                false,
                null,
                List.of(routes));
    }

    /** The same site with other answers for its clients. */
    public static SiteConfig site(
            SiteConfig site, boolean redirectHttp, boolean redirectAliases, @Nullable Duration hsts) {
        return new SiteConfig(
                site.at(),
                site.name(),
                site.aliases(),
                redirectAliases,
                site.tls(),
                site.clientCa(),
                redirectHttp,
                hsts,
                site.routes());
    }

    /** The same site with client certificates asked for. */
    public static SiteConfig withClientCa(SiteConfig site) {
        return new SiteConfig(
                site.at(),
                site.name(),
                site.aliases(),
                site.redirectAliases(),
                site.tls(),
                Path.of("ca.pem"),
                site.redirectHttp(),
                site.hsts(),
                site.routes());
    }

    /** A configuration of these sites. */
    public static Config config(List<Network> trusted, List<SiteConfig> sites) {
        AcmeConfig.Directory directory = new AcmeConfig.Directory("test", "https://acme.test/directory");
        return new Config(
                Path.of("sluice.yaml"),
                null,
                sites,
                new ListenConfig(
                        List.of(new ListenAddress(null, 80)), List.of(new ListenAddress(null, 443)), List.of()),
                new AcmeConfig(
                        false,
                        null,
                        directory,
                        List.of(),
                        null,
                        null,
                        null,
                        List.of(),
                        null,
                        null,
                        AcmeConfig.KeyKind.P256,
                        null),
                null,
                TlsConfig.DEFAULT,
                trusted,
                false,
                LogConfig.DEFAULT,
                LimitsConfig.DEFAULT,
                Duration.ofSeconds(8),
                null,
                Discovered.NOTHING);
    }

    /** An IPv4 network. */
    public static Network network(int a, int b, int c, int d, int prefix) {
        return new Network(false, 0, ((long) a << 24) | (b << 16) | (c << 8) | d, prefix);
    }

    /** A host pattern as in a file. */
    public static HostPattern host(String name) {
        if (name.equals("*")) {
            return HostPattern.ANY;
        }
        return name.startsWith("*.")
                ? new HostPattern(HostPattern.Kind.WILDCARD, name.substring(2))
                : new HostPattern(HostPattern.Kind.EXACT, name);
    }

    private static PathPattern pattern(String pattern) {
        return pattern.startsWith("=")
                ? new PathPattern(PathPattern.Kind.EXACT, pattern.substring(1))
                : new PathPattern(PathPattern.Kind.PREFIX, pattern);
    }
}
