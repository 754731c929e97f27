package dev.sluice.http2;

import java.util.concurrent.TimeUnit;

/** How often something may happen: so many at once, and so many a second in the long run. */
final class Allowance {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final int burst;
    private final int perSecond;
    private int left;
    private long filledNanos;

    Allowance(int burst, int perSecond) {
        this.burst = burst;
        this.perSecond = perSecond;
        this.left = burst;
    }

    /** Takes one. Returns whether it was still allowed. */
    boolean take(long now) {
        if (left == 0) {
            refill(now);
        } else if (left == burst) {
            filledNanos = now;
        }
        if (left == 0) {
            return false;
        }
        left--;
        return true;
    }

    /** Everything is allowed anew. */
    void renew() {
        left = burst;
    }

    /** One more is allowed. */
    void earn() {
        left = Math.min(burst, left + 1);
    }

    private void refill(long now) {
        long gained = (now - filledNanos) * perSecond / SECOND;
        if (gained > 0) {
            left = (int) Math.min(burst, gained);
            filledNanos = now;
        }
    }
}
