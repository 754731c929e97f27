package dev.sluice.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes a route of what its keys say and what it inherits. */
final class RouteReader {

    private static final Balance STANDARD_BALANCE = new Balance.LeastRequests();
    private static final HealthConfig NO_CHECKS = new HealthConfig.Off();
    private static final HostHeader KEEP = new HostHeader.Keep();
    private static final Duration HOLD = Duration.ofSeconds(10);

    private final Values inherited;
    private final Reading in;

    RouteReader(Values inherited, Reading in) {
        this.inherited = inherited;
        this.in = in;
    }

    /** The route, or null after its action was found missing or wrong. */
    @Nullable
    RouteConfig read(PathPattern path, Node at, Values own) {
        Action action = action(at, own);
        Values all = own.over(inherited);
        checkAccess(all, at);
        if (action == null) {
            return null;
        }
        warnOfNoEffect(action, own);
        String rewrite = textOrNull(all.get(RouteKeys.REWRITE));
        String strip = rewrite(path, all, rewrite, at);
        return new RouteConfig(
                at.at(),
                path,
                action,
                all.get(RouteKeys.BALANCE, STANDARD_BALANCE),
                all.get(RouteKeys.STICKY, Optional.empty()).orElse(null),
                health(action, all),
                all.get(RouteKeys.HOLD, HOLD),
                all.get(RouteKeys.RETRY, 2),
                timeouts(all.get(RouteKeys.TIMEOUTS)),
                headers(all.get(RouteKeys.HEADERS)),
                all.get(RouteKeys.HOST, KEEP),
                strip,
                rewrite,
                all.get(RouteKeys.MAX_BODY, -1L),
                all.get(RouteKeys.ALLOW, List.of()),
                all.get(RouteKeys.DENY, List.of()),
                extras(all));
    }

    private @Nullable Action action(Node at, Values own) {
        List<Key<?>> given = own.present(RouteKeys.ACTIONS);
        if (given.isEmpty()) {
            in.error(at, "this route does nothing; give it 'to: host:port', 'redirect' or 'respond'");
            return null;
        }
        if (given.size() > 1) {
            String first = given.get(0).name();
            String second = given.get(1).name();
            in.error(
                    own.at(given.get(1), at),
                    "'" + second + "' beside '" + first + "': a route does exactly one thing");
            return null;
        }
        List<Target> targets = own.get(RouteKeys.TO);
        if (targets != null) {
            return new Action.Forward(targets);
        }
        Action redirect = own.get(RouteKeys.REDIRECT);
        Action respond = own.get(RouteKeys.RESPOND);
        return redirect != null ? redirect : respond != null ? respond : own.get(RouteKeys.FILES);
    }

    private void warnOfNoEffect(Action action, Values own) {
        if (action instanceof Action.Forward) {
            return;
        }
        for (Key<?> key : RouteKeys.FORWARDING) {
            if (own.has(key)) {
                in.warning(
                        own.at(key, Node.NOWHERE),
                        "'" + key.name() + "' has no effect on a route that forwards nothing");
            }
        }
    }

    private void checkAccess(Values all, Node at) {
        for (Network denied : all.get(RouteKeys.DENY, List.of())) {
            if (denied.prefix() == 0) {
                in.error(
                        all.at(RouteKeys.DENY, at),
                        "'deny' refuses everyone, and is looked at before 'allow'; with 'allow' all others are refused"
                                + " anyway, remove " + denied);
            }
        }
    }

    private @Nullable String rewrite(PathPattern path, Values all, @Nullable String rewrite, Node at) {
        String strip = textOrNull(all.get(RouteKeys.STRIP_PREFIX));
        if (strip == null) {
            return null;
        }
        if (rewrite != null) {
            in.error(
                    all.at(RouteKeys.STRIP_PREFIX, at),
                    "'strip-prefix' beside 'rewrite': both change the path, keep one of them");
        }
        String prefix = strip.equals("on") ? path.path() : strip;
        return prefix.equals("/") ? null : prefix;
    }

    private static HealthConfig health(Action action, Values all) {
        boolean several = action instanceof Action.Forward(List<Target> targets) && targets.size() > 1;
        return all.get(RouteKeys.HEALTH, several ? HealthKeys.TCP : NO_CHECKS);
    }

    private static Timeouts timeouts(@Nullable Values given) {
        if (given == null) {
            return Timeouts.DEFAULT;
        }
        Timeouts standard = Timeouts.DEFAULT;
        return new Timeouts(
                pick(given, RouteKeys.CONNECT, standard.connect()),
                pick(given, RouteKeys.RESPONSE, standard.response()),
                pick(given, RouteKeys.IDLE, standard.idle()),
                pick(given, RouteKeys.TUNNEL, standard.tunnel()));
    }

    /** The key's duration with zero as null, or the standard where the key is missing. */
    static @Nullable Duration pick(Values given, Key<Duration> key, @Nullable Duration standard) {
        Duration value = given.get(key);
        return value == null ? standard : orNull(value);
    }

    static @Nullable Duration orNull(@Nullable Duration value) {
        return value == null || value.isZero() ? null : value;
    }

    private static @Nullable String textOrNull(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }

    private static HeaderRules headers(@Nullable Values given) {
        return given == null ? HeaderRules.NONE : HeaderKeys.rules(given);
    }

    private static RouteExtras extras(Values all) {
        if (!all.has(RouteKeys.COMPRESS)
                && !all.has(RouteKeys.CACHE)
                && !all.has(RouteKeys.LIMIT)
                && !all.has(RouteKeys.AUTH)) {
            return RouteExtras.NONE;
        }
        return new RouteExtras(
                all.get(RouteKeys.COMPRESS, Optional.empty()).orElse(null),
                all.get(RouteKeys.CACHE, Optional.empty()).orElse(null),
                all.get(RouteKeys.LIMIT, Optional.empty()).orElse(null),
                all.get(RouteKeys.AUTH, Optional.empty()).orElse(null));
    }
}
