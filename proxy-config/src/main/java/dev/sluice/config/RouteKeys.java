package dev.sluice.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The keys of a route. */
final class RouteKeys {

    private static final Shape<List<Network>> NETWORKS =
            new ListOf<>("a network such as 10.0.0.0/8, or a list of networks,", Scalars.NETWORK, true, false);

    static final Key<List<Target>> TO = Key.of("to", TargetKeys.SOME, "", "One target or a list of targets.");
    static final Key<Action> REDIRECT = Key.of(
            "redirect",
            ActionKeys.REDIRECT_SHAPE,
            "",
            "Redirects to this URL; {host} and {uri} stand for the request's.");
    static final Key<Action> RESPOND = Key.of("respond", ActionKeys.RESPOND_SHAPE, "", "Answers with this itself.");
    static final Key<Action> FILES = Key.of("files", ActionKeys.FILES_SHAPE, "", "Serves the files of a folder.");

    static final Key<Balance> BALANCE =
            Key.of("balance", BalanceKeys.BALANCE_SHAPE, "least-requests", "How an endpoint is chosen for a request.");
    static final Key<Optional<Sticky>> STICKY =
            Key.of("sticky", BalanceKeys.STICKY_SHAPE, "off", "Keeps a client on its endpoint by a cookie.");
    static final Key<HealthConfig> HEALTH =
            Key.of("health", HealthKeys.SHAPE, "a TCP check for lists", "Checks endpoints while nobody asks for them.");
    static final Key<Duration> HOLD =
            Key.of("hold", Scalars.DURATION_OR_OFF, "10s", "How long a request waits for an endpoint to come back.");
    static final Key<Integer> RETRY =
            Key.of("retry", Scalars.number(0, 10), "2", "Further attempts on another endpoint when that is safe.");
    static final Key<Duration> CONNECT =
            Key.of("connect", Scalars.DURATION_OR_OFF, "5s", "For a connection to an endpoint.");
    static final Key<Duration> RESPONSE =
            Key.of("response", Scalars.DURATION_OR_OFF, "5m", "Until the response starts.");
    static final Key<Duration> IDLE =
            Key.of("idle", Scalars.DURATION_OR_OFF, "5m", "Without any byte while bodies are passed.");
    static final Key<Duration> TUNNEL =
            Key.of("tunnel", Scalars.DURATION_OR_OFF, "off", "Without any byte after an upgrade.");
    static final Keys TIMEOUT_KEYS = new Keys("timeouts", CONNECT, RESPONSE, IDLE, TUNNEL);
    static final Key<Values> TIMEOUTS = Key.merging(
            "timeouts", TIMEOUT_KEYS, "Idle timers; nothing limits the total time.", (above, own) -> own.over(above));
    static final Key<Values> HEADERS =
            Key.merging("headers", HeaderKeys.ALL, "Changes to headers.", (above, own) -> own.over(above));
    static final Key<HostHeader> HOST = Key.of(
            "host",
            new Scalar<>("keep, target or a name", RouteKeys::hostHeader, Json.type("string")),
            "keep",
            "The Host that the backend sees: keep, target or a name.");
    /** Empty stands for off, {@code on} for the route's own path. */
    static final Key<String> STRIP_PREFIX = Key.of(
            "strip-prefix",
            new Scalar<>("'on', 'off' or a path", RouteKeys::stripPrefix, Json.type("string", "boolean")),
            "off",
            "Cuts the route's own path, or this one, from the front of the path.");
    /** Empty stands for off. */
    static final Key<String> REWRITE = Key.of(
            "rewrite",
            new Scalar<>("a path, or 'off',", RouteKeys::rewrite, Json.type("string", "boolean")),
            "off",
            "Puts this path in the place of the route's own.");

    static final Key<Long> MAX_BODY =
            Key.of("max-body", Scalars.SIZE_OR_OFF, "off", "Larger request bodies are answered 413.");
    static final Key<Optional<RouteExtras.Compression>> COMPRESS =
            Key.of("compress", ExtraKeys.COMPRESS_SHAPE, "off", "Compresses responses.");
    static final Key<Optional<RouteExtras.Caching>> CACHE =
            Key.of("cache", ExtraKeys.CACHE_SHAPE, "off", "A shared cache as RFC 9111 says.");
    static final Key<Optional<RouteExtras.RateLimit>> LIMIT =
            Key.of("limit", ExtraKeys.LIMIT_SHAPE, "off", "Answers 429 to clients that ask too often.");
    static final Key<List<Network>> ALLOW = Key.of("allow", NETWORKS, "all", "Only these networks are served.");
    static final Key<List<Network>> DENY = Key.of("deny", NETWORKS, "none", "These networks are refused.");
    static final Key<Optional<RouteExtras.Auth>> AUTH =
            Key.of("auth", ExtraKeys.AUTH_SHAPE, "off", "Asks who is there.");

    /** What a route does: exactly one. */
    static final List<Key<?>> ACTIONS = List.of(TO, REDIRECT, RESPOND, FILES);
    /** What has no effect on a route that forwards nothing. */
    static final List<Key<?>> FORWARDING =
            List.of(BALANCE, STICKY, HEALTH, HOLD, RETRY, TIMEOUTS, HOST, STRIP_PREFIX, REWRITE);

    static final Keys ALL = new Keys(
            "route",
            TO,
            REDIRECT,
            RESPOND,
            FILES,
            BALANCE,
            STICKY,
            HEALTH,
            HOLD,
            RETRY,
            TIMEOUTS,
            HEADERS,
            HOST,
            STRIP_PREFIX,
            REWRITE,
            MAX_BODY,
            COMPRESS,
            CACHE,
            LIMIT,
            ALLOW,
            DENY,
            AUTH);

    private RouteKeys() {}

    private static HostHeader hostHeader(String text) throws Mistake {
        return switch (text) {
            case "keep" -> new HostHeader.Keep();
            case "target" -> new HostHeader.TargetName();
            default -> new HostHeader.Named(named(text));
        };
    }

    private static String named(String text) throws Mistake {
        try {
            int colon = text.lastIndexOf(':');
            boolean port = colon >= 0 && !text.endsWith("]");
            String host = HostNames.backend(port ? text.substring(0, colon) : text);
            String shown = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
            return port ? shown + ":" + Scalars.parseNumber(text.substring(colon + 1), 1, 65535) : shown;
        } catch (Mistake mistake) {
            throw new Mistake("is neither keep, nor target, nor a host name such as app.internal");
        }
    }

    private static String stripPrefix(String text) throws Mistake {
        if (Scalars.isOn(text)) {
            return "on";
        }
        return Scalars.isOff(text)
                ? ""
                : PathText.pattern(text.startsWith("=") ? text.substring(1) : text)
                        .path();
    }

    private static String rewrite(String text) throws Mistake {
        return Scalars.isOff(text) ? "" : PathText.path(text);
    }
}
