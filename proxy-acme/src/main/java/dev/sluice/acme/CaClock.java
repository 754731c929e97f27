package dev.sluice.acme;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** This machine's clock, corrected by the CA's where the two differ by much: a Raspberry Pi without NTP starts in the past. Any thread. */
final class CaClock implements InstantSource {
    private static final Logger LOG = LoggerFactory.getLogger(CaClock.class);

    /** Below, it is the network's delay or of no account. */
    static final Duration TOLERATED = Duration.ofMinutes(5);

    private final InstantSource machine;
    private volatile Duration ahead = Duration.ZERO;

    CaClock(InstantSource machine) {
        this.machine = machine;
    }

    /** The time by which to decide. */
    @Override
    public Instant instant() {
        return machine.instant().minus(ahead);
    }

    /** What the CA's {@code Date} says now. */
    void caSays(Instant date) {
        Duration difference = Duration.between(date, machine.instant());
        boolean off = difference.abs().compareTo(TOLERATED) > 0;
        Duration before = ahead;
        ahead = off ? difference : Duration.ZERO;
        if (off && before.minus(difference).abs().compareTo(TOLERATED) > 0) {
            LOG.warn("{}", sentence());
        }
    }

    boolean off() {
        return !ahead.isZero();
    }

    /** What is wrong, for people; empty where nothing is. */
    String sentence() {
        Duration difference = ahead;
        return difference.isZero()
                ? ""
                : "the clock of this machine is " + ProblemTexts.words(difference)
                        + (difference.isNegative() ? " slow" : " fast")
                        + " (by the CA's): set it, for example by NTP; certificates look expired or not yet valid with a wrong clock";
    }
}
