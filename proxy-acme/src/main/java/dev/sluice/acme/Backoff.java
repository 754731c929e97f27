package dev.sluice.acme;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** When to try again after failures: four tries in the first hour, then ever fewer. Pure. */
final class Backoff {
    private static final List<Duration> FIRST =
            List.of(Duration.ofMinutes(2), Duration.ofMinutes(5), Duration.ofMinutes(15), Duration.ofMinutes(45));

    /** A CA that was not reached has not been troubled either. */
    private static final List<Duration> FIRST_UNREACHED = List.of(
            Duration.ofSeconds(3),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofMinutes(2),
            Duration.ofMinutes(10));

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration LONGEST = Duration.ofHours(12);

    /** What a CA says is believed up to this. */
    private static final Duration MAX_RETRY_AFTER = Duration.ofDays(8);

    private static final int EAGER_LOOKS = 30;

    private Backoff() {}

    /**
     * The earliest next try.
     *
     * @param failures in a row, this one counted; at least 1
     * @param reached whether the CA has had any work with it
     * @param wish what the CA has said; null for nothing
     * @param random 0 to 1, spreads the tries of many machines
     */
    static Instant next(Instant now, int failures, boolean reached, @Nullable Instant wish, double random) {
        Duration delay = delay(failures, reached ? FIRST : FIRST_UNREACHED);
        Instant own = now.plus(delay).plusMillis((long) (delay.toMillis() * 0.25 * random));
        if (wish == null || wish.isBefore(own)) {
            return own;
        }
        Instant latest = now.plus(MAX_RETRY_AFTER);
        return wish.isAfter(latest) ? latest : wish;
    }

    /** When to look again for a record that the user makes: the order stands meanwhile, and DNS may be asked often. */
    static Instant nextLook(Instant now, int looks, double random) {
        Duration delay = looks <= EAGER_LOOKS ? Duration.ofMinutes(1) : Duration.ofMinutes(10);
        return now.plus(delay).plusMillis((long) (delay.toMillis() * 0.25 * random));
    }

    private static Duration delay(int failures, List<Duration> first) {
        if (failures <= first.size()) {
            return first.get(failures - 1);
        }
        int doublings = Math.min(failures - first.size() - 1, 10);
        Duration delay = HOUR.multipliedBy(1L << doublings);
        return delay.compareTo(LONGEST) > 0 ? LONGEST : delay;
    }
}
