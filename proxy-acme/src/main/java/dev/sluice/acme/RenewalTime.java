package dev.sluice.acme;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** When a certificate is to be renewed. Pure. */
final class RenewalTime {
    private static final Duration SHORT_LIFE = Duration.ofDays(10);

    /** The part of the life over which the renewals of many machines are spread. */
    private static final double SPREAD = 0.02;

    private RenewalTime() {}

    /**
     * The CA's advice (RFC 9773 section 4.2).
     *
     * @param start of the window
     * @param end of the window, not before the start
     */
    record Window(Instant start, Instant end) {}

    /** At a third of the life left, at half of it where the life is under 10 days; a little earlier by {@code random}, 0 to 1. */
    static Instant byLifetime(Instant notBefore, Instant notAfter, double random) {
        Duration life = Duration.between(notBefore, notAfter);
        long millis = life.toMillis();
        long left = life.compareTo(SHORT_LIFE) < 0 ? millis / 2 : millis / 3;
        return notAfter.minusMillis(left + (long) (millis * SPREAD * random));
    }

    /** A moment in the CA's window; past ones mean at once. Never after the certificate has less than a fifth of its life. */
    static Instant byAdvice(Window window, Instant notBefore, Instant notAfter, double random) {
        long span = Math.max(0, Duration.between(window.start(), window.end()).toMillis());
        Instant chosen = window.start().plusMillis((long) (span * random));
        Instant latest = notAfter.minus(Duration.between(notBefore, notAfter).dividedBy(5));
        return chosen.isAfter(latest) ? latest : chosen;
    }

    /** The same number, 0 to 1, for the same text: spreads without being remembered. */
    static double spread(@Nullable Object of) {
        int hash = String.valueOf(of).hashCode() * 0x9E3779B9;
        return (hash >>> 8) / (double) (1 << 24);
    }
}
