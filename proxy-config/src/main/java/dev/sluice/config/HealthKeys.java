package dev.sluice.config;

import java.time.Duration;
import java.util.List;

/** Active health checks. */
final class HealthKeys {

    private static final Duration INTERVAL_STANDARD = Duration.ofSeconds(5);
    private static final Duration TIMEOUT_STANDARD = Duration.ofSeconds(2);
    static final HealthConfig TCP = new HealthConfig.Tcp(INTERVAL_STANDARD, TIMEOUT_STANDARD, 2, 3);

    /** Statuses that mean health. */
    record Expected(int low, int high) {}

    private static final Scalar<String> PATH_TEXT =
            new Scalar<>("a path such as /health", HealthKeys::checkPath, Json.type("string"));
    private static final Scalar<Expected> EXPECTED = new Scalar<>(
            "a status or a range such as 200-399",
            HealthKeys::expected,
            Json.map("type", List.of("string", "integer")));

    static final Key<String> PATH = Key.of("path", PATH_TEXT, "none, a TCP connection is made", "Path to GET.");
    static final Key<Duration> INTERVAL = Key.of("interval", Scalars.DURATION, "5s", "Time between two checks.");
    static final Key<Duration> TIMEOUT = Key.of("timeout", Scalars.DURATION, "2s", "Time for one check.");
    static final Key<Expected> EXPECT = Key.of("expect", EXPECTED, "200-399", "Statuses that mean health.");
    static final Key<Integer> RISE =
            Key.of("rise", Scalars.number(1, 100), "2", "Successes in a row that make an endpoint healthy.");
    static final Key<Integer> FALL =
            Key.of("fall", Scalars.number(1, 100), "3", "Failures in a row that make an endpoint unhealthy.");
    static final Keys ALL = new Keys("health", PATH, INTERVAL, TIMEOUT, EXPECT, RISE, FALL);

    static final Shape<HealthConfig> SHAPE = new Forms<>(
            "'off', a path such as /health, or a map such as {path: /health, interval: 5s},",
            new Scalar<>("'off' or a path such as /health", HealthKeys::word, Json.type("string", "boolean")),
            null,
            ALL.then(HealthKeys::health));

    private HealthKeys() {}

    private static HealthConfig word(String text) throws Mistake {
        if (Scalars.isOff(text)) {
            return new HealthConfig.Off();
        }
        if (Scalars.isOn(text)) {
            return TCP;
        }
        return new HealthConfig.Http(checkPath(text), INTERVAL_STANDARD, TIMEOUT_STANDARD, 200, 399, 2, 3);
    }

    private static HealthConfig health(Values values, Node node, Reading in) {
        String path = values.get(PATH);
        Duration interval = values.get(INTERVAL, INTERVAL_STANDARD);
        Duration timeout = values.get(TIMEOUT, TIMEOUT_STANDARD);
        int rise = values.get(RISE, 2);
        int fall = values.get(FALL, 3);
        if (path == null) {
            if (values.has(EXPECT) && !values.has(PATH)) {
                in.error(values.at(EXPECT, node), "'expect' needs a 'path'; a TCP check sees no status");
            }
            return new HealthConfig.Tcp(interval, timeout, rise, fall);
        }
        Expected expect = values.get(EXPECT, new Expected(200, 399));
        return new HealthConfig.Http(path, interval, timeout, expect.low(), expect.high(), rise, fall);
    }

    private static String checkPath(String text) throws Mistake {
        if (!text.startsWith("/")) {
            throw new Mistake("is neither 'off' nor a path; a path starts with '/'");
        }
        if (Chars.any(text, c -> c <= ' ' || c > 126 || c == '#')) {
            throw new Mistake("has a character that is percent-encoded in a path, as a space is %20");
        }
        return text;
    }

    private static Expected expected(String text) throws Mistake {
        if (!text.matches("[1-5][0-9][0-9](-[1-5][0-9][0-9])?")) {
            throw new Mistake("is neither a status nor a range such as 200-399");
        }
        int low = Integer.parseInt(text.substring(0, 3));
        int high = Integer.parseInt(text.substring(text.length() - 3));
        if (high < low) {
            throw new Mistake("runs backwards; write the smaller status first");
        }
        return new Expected(low, high);
    }
}
