package dev.sluice.observe;

import dev.sluice.exchange.ExchangeSummary;
import dev.sluice.exchange.Failure;
import dev.sluice.exchange.Flood;

/** What one worker counts. Written on its loop only, as plain longs; a scrape reads them without a lock. */
final class WorkerMetrics {
    /** The cache lines before and after the counts are nobody's, so that workers do not slow each other. */
    private static final int PADDING = 8;

    private static final int BYTES_IN = PADDING;
    private static final int BYTES_OUT = BYTES_IN + 1;
    private static final int TUNNELS = BYTES_OUT + 1;
    private static final int FAILURES = TUNNELS + 1;

    private static final int FLOODS = FAILURES + Causes.count();

    private final Metrics metrics;
    private final int worker;
    private final long[] counts = new long[FLOODS + Flood.values().length + PADDING];

    WorkerMetrics(Metrics metrics, int worker) {
        this.metrics = metrics;
        this.worker = worker;
    }

    void ended(ExchangeSummary summary) {
        counts[BYTES_IN] += summary.bytesIn();
        counts[BYTES_OUT] += summary.bytesOut();
        Failure failure = summary.failure();
        if (failure != null) {
            counts[FAILURES + Causes.index(failure)]++;
        }
        metrics.series().of(summary.route()).count(worker, summary.status(), duration(summary));
    }

    void tunnel(boolean open) {
        counts[TUNNELS] += open ? 1 : -1;
    }

    @SuppressWarnings("EnumOrdinal") // it never leaves the process, so order does not matter
    void flooded(Flood flood) {
        counts[FLOODS + flood.ordinal()]++;
    }

    /** A tunnel counts until it was open: the hours that it lasts say nothing of how fast the backend is. */
    private static long duration(ExchangeSummary summary) {
        boolean opened = summary.tunnelled() && summary.respondedNanos() != 0;
        return Math.max(0, (opened ? summary.respondedNanos() : summary.endedNanos()) - summary.startedNanos());
    }

    long bytesIn() {
        return counts[BYTES_IN];
    }

    long bytesOut() {
        return counts[BYTES_OUT];
    }

    long tunnels() {
        return counts[TUNNELS];
    }

    @SuppressWarnings("EnumOrdinal") // it never leaves the process, so order does not matter
    long floods(Flood flood) {
        return counts[FLOODS + flood.ordinal()];
    }

    long failures(int cause) {
        return counts[FAILURES + cause];
    }
}
