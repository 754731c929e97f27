package dev.sluice.observe;

import dev.sluice.route.Route;
import org.jspecify.annotations.Nullable;

/**
 * The counts of one (site, route) pair: requests by status class and a histogram of durations, kept apart for each worker.
 *
 * <p>A worker writes its own array only, as plain longs; a scrape reads them all without a lock and may see them a moment late. The
 * array is made when the worker first counts something.
 */
final class Series {
    /** {@code none} where no status was sent, then 1xx to 5xx. */
    static final int STATUS_CLASSES = 6;

    /** The cache lines before and after the counts are nobody's, so that workers do not slow each other. */
    private static final int PADDING = 8;

    private static final int STATUS = PADDING;
    private static final int BUCKETS = STATUS + STATUS_CLASSES;
    private static final int SUM = BUCKETS + Buckets.COUNT;
    private static final int LENGTH = SUM + 1 + PADDING;

    private final String site;
    private final String route;
    private final long[] @Nullable [] workers;

    Series(String site, String route, int workers) {
        this.site = site;
        this.route = route;
        this.workers = new long[workers][];
    }

    String site() {
        return site;
    }

    String route() {
        return route;
    }

    boolean isOf(Route candidate) {
        return candidate.siteName().equals(site) && candidate.label().equals(route);
    }

    /** Counts an exchange. On the worker's loop. */
    void count(int worker, int status, long nanos) {
        long[] counts = workers[worker];
        if (counts == null) {
            counts = new long[LENGTH];
            workers[worker] = counts;
        }
        int statusClass = status / 100;
        counts[STATUS + (statusClass < STATUS_CLASSES ? statusClass : 0)]++;
        counts[BUCKETS + Buckets.of(nanos)]++;
        counts[SUM] += nanos;
    }

    /** How many exchanges ended with a status of this class. Any thread. */
    long requests(int statusClass) {
        return sum(STATUS + statusClass);
    }

    /** How many exchanges fell into each bucket, not accumulated. Any thread. */
    long[] durations() {
        long[] buckets = new long[Buckets.COUNT];
        for (int i = 0; i < buckets.length; i++) {
            buckets[i] = sum(BUCKETS + i);
        }
        return buckets;
    }

    /** The sum of all durations in nanoseconds. Any thread. */
    long durationNanos() {
        return sum(SUM);
    }

    private long sum(int index) {
        long sum = 0;
        for (long[] counts : workers) {
            if (counts != null) {
                sum += counts[index];
            }
        }
        return sum;
    }
}
