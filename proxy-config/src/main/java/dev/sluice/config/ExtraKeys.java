package dev.sluice.config;

import dev.sluice.config.RouteExtras.Algorithm;
import dev.sluice.config.RouteExtras.Auth;
import dev.sluice.config.RouteExtras.Caching;
import dev.sluice.config.RouteExtras.Compression;
import dev.sluice.config.RouteExtras.RateLimit;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a route may do besides routing; each is read and checked whole, whether or not it is available yet. */
final class ExtraKeys {

    private static final Scalar<String> MEDIA_TYPE =
            new Scalar<>("a media type such as text/*", ExtraKeys::mediaType, Json.type("string"));

    static final Key<List<String>> TYPES = Key.of(
            "types",
            new ListOf<>("a list of media types", MEDIA_TYPE, true, false),
            "the usual textual ones",
            "Media types.");
    static final Key<Long> MIN_SIZE = Key.of("min-size", Scalars.SIZE, "1k", "Smallest body that is compressed.");
    static final Key<List<Algorithm>> ALGORITHMS = Key.of(
            "algorithms",
            new ListOf<>("a list of zstd, br, gzip", Scalars.choice(algorithms()), true, false),
            "[zstd, br, gzip]",
            "Content codings, best first.");
    static final Keys COMPRESS = new Keys("compress", TYPES, MIN_SIZE, ALGORITHMS);

    static final Key<Long> SIZE = Key.of("size", Scalars.SIZE, "", "Size of the whole cache.");
    static final Key<Long> MAX_OBJECT = Key.of("max-object", Scalars.SIZE, "", "Largest response that is stored.");
    static final Key<String> CACHE_KEY = Key.of("key", Scalars.TEXT, "the URL", "What makes two requests the same.");
    static final Keys CACHE = new Keys("cache", SIZE, MAX_OBJECT, CACHE_KEY);

    /** So many requests in a time. */
    record Rate(int requests, Duration period) {}

    static final Key<Rate> RATE = Key.of(
            "rate",
            new Scalar<>("a rate such as 10/s", ExtraKeys::rate, Json.matching("[0-9]+/[smh]")),
            "",
            "Requests in a second, minute or hour.");
    static final Key<Integer> BURST =
            Key.of("burst", Scalars.number(1, 1_000_000), "the rate", "Requests that may come at once.");
    static final Key<String> BY = Key.of(
            "by",
            new Scalar<>("ip or header NAME", ExtraKeys::by, Json.matching("ip|header .+")),
            "ip",
            "Whose requests are counted together: ip or header NAME.");
    static final Keys LIMIT = new Keys("limit", RATE, BURST, BY);

    static final Key<Path> BASIC = Key.of("basic", FileNames.READABLE, "", "File of users in htpasswd format, bcrypt.");
    static final Key<String> FORWARD = Key.of(
            "forward",
            new Scalar<>("a URL", ExtraKeys::forward, Json.type("string")),
            "",
            "URL of the service that decides.");
    static final Key<List<String>> COPY = Key.of(
            "copy",
            new ListOf<>("a list of names of headers", Scalars.HEADER_NAME, true, true),
            "none",
            "Headers of its answer that go to the backend.");
    static final Keys AUTH = new Keys("auth", BASIC, FORWARD, COPY);

    static final Shape<Optional<Compression>> COMPRESS_SHAPE = switched(
            "'on', 'off' or {types: [text/*], min-size: 1k}",
            new Compression(List.of(), 1024, List.of(Algorithm.values())),
            COMPRESS,
            ExtraKeys::compression);
    static final Shape<Optional<Caching>> CACHE_SHAPE = switched(
            "'on', 'off' or {size: 100m, max-object: 1m}", new Caching(-1, -1, null), CACHE, ExtraKeys::caching);
    static final Shape<Optional<RateLimit>> LIMIT_SHAPE =
            switched("'off' or {rate: 10/s, burst: 20}", null, LIMIT, ExtraKeys::limit);
    static final Shape<Optional<Auth>> AUTH_SHAPE =
            switched("'off', {basic: FILE} or {forward: URL}", null, AUTH, ExtraKeys::auth);

    private ExtraKeys() {}

    /** {@code off}, {@code on} where {@code standard} is given, or a map. */
    private static <T> Shape<Optional<T>> switched(
            String expected, @Nullable T standard, Keys keys, Shape.Step<Values, T> step) {
        Shape<Optional<T>> words = Scalars.SWITCH.then((on, node, in) -> {
            if (on && standard == null) {
                in.unexpected(node, expected);
            }
            return on ? Optional.ofNullable(standard) : Optional.empty();
        });
        Shape<Optional<T>> map = keys.then((values, node, in) -> Optional.ofNullable(step.take(values, node, in)));
        return new Forms<>(expected, words, null, map);
    }

    private static Compression compression(Values values, Node node, Reading in) {
        return new Compression(
                values.get(TYPES, List.of()),
                values.get(MIN_SIZE, 1024L),
                values.get(ALGORITHMS, List.of(Algorithm.values())));
    }

    private static Caching caching(Values values, Node node, Reading in) {
        return new Caching(values.get(SIZE, -1L), values.get(MAX_OBJECT, -1L), values.get(CACHE_KEY));
    }

    private static @Nullable RateLimit limit(Values values, Node node, Reading in) {
        Rate rate = values.get(RATE);
        if (!values.has(RATE)) {
            in.error(node, "'limit' needs a 'rate' such as 10/s");
        }
        if (rate == null) {
            return null;
        }
        String header = values.get(BY, "");
        return new RateLimit(
                rate.requests(), rate.period(), values.get(BURST, rate.requests()), header.isEmpty() ? null : header);
    }

    private static @Nullable Auth auth(Values values, Node node, Reading in) {
        if (values.has(BASIC) == values.has(FORWARD)) {
            in.error(node, "'auth' needs exactly one of 'basic' and 'forward'");
        } else if (values.has(BASIC) && values.has(COPY)) {
            in.error(values.at(COPY, node), "'copy' has no effect beside 'basic'; remove it");
        }
        Path basic = values.get(BASIC);
        String forward = values.get(FORWARD);
        if (basic != null) {
            return new Auth.Basic(basic);
        }
        return forward == null ? null : new Auth.Forward(forward, values.get(COPY, List.of()));
    }

    private static Map<String, Algorithm> algorithms() {
        Map<String, Algorithm> algorithms = new LinkedHashMap<>();
        algorithms.put("zstd", Algorithm.ZSTD);
        algorithms.put("br", Algorithm.BR);
        algorithms.put("gzip", Algorithm.GZIP);
        return algorithms;
    }

    private static String mediaType(String text) throws Mistake {
        if (!text.matches("[a-z0-9.+-]+/([a-z0-9.+-]+|\\*)")) {
            throw new Mistake("is not a media type such as text/css or text/*");
        }
        return text;
    }

    private static Rate rate(String text) throws Mistake {
        if (!text.matches("[1-9][0-9]{0,8}/[smh]")) {
            throw new Mistake("is not a rate; write a number of requests and /s, /m or /h, such as 10/s");
        }
        Duration period = Durations.parse("1" + text.substring(text.length() - 1));
        return new Rate(Integer.parseInt(text.substring(0, text.length() - 2)), period);
    }

    /** The header's name, or empty for the address. */
    private static String by(String text) throws Mistake {
        if (text.equals("ip")) {
            return "";
        }
        if (!text.startsWith("header ")) {
            throw new Mistake("is neither ip nor header NAME");
        }
        return HeaderText.name(text.substring(7).strip());
    }

    private static String forward(String text) throws Mistake {
        if (!text.matches("https?://[^/].*") || Chars.any(text, c -> c <= ' ' || c > 126)) {
            throw new Mistake("is not a URL such as http://auth:9091/verify");
        }
        return text;
    }
}
