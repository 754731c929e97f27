package dev.sluice.config;

import java.time.Duration;
import java.util.Map;

/** Durations as the file writes them: a whole number and a unit. */
final class Durations {

    static final String PATTERN = "[0-9]+(ms|s|m|h|d)";

    private static final Duration LONGEST = Duration.ofDays(3650);
    private static final Map<String, Duration> UNITS = Map.of(
            "ms", Duration.ofMillis(1),
            "s", Duration.ofSeconds(1),
            "m", Duration.ofMinutes(1),
            "h", Duration.ofHours(1),
            "d", Duration.ofDays(1));

    private Durations() {}

    /** A duration of more than zero and at most ten years. */
    static Duration parse(String text) throws Mistake {
        int split = 0;
        while (split < text.length() && text.charAt(split) >= '0' && text.charAt(split) <= '9') {
            split++;
        }
        Duration unit = UNITS.get(text.substring(split));
        if (split == 0 || split > 12 || unit == null) {
            boolean bare = split == text.length() && split > 0;
            throw new Mistake("is not a duration; write a whole number with its unit, such as 500ms, 30s, 5m, 1h, 30d"
                    + (bare ? " (a number alone has no unit)" : ""));
        }
        long number = Long.parseLong(text.substring(0, split));
        if (number == 0) {
            throw new Mistake("is no time at all; write 'off' where a key can be switched off");
        }
        if (number > LONGEST.dividedBy(unit)) {
            throw new Mistake("is longer than ten years");
        }
        return unit.multipliedBy(number);
    }
}
