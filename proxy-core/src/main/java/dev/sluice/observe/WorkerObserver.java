package dev.sluice.observe;

import dev.sluice.exchange.ExchangeObserver;
import dev.sluice.exchange.ExchangeSummary;
import dev.sluice.exchange.Flood;

/** One worker's ear: hands what it is told to the access log and to the metrics. On that worker's loop only. */
public final class WorkerObserver implements ExchangeObserver {
    private final WorkerLog log;
    private final WorkerMetrics metrics;

    /**
     * Makes the observer of one worker. Any thread; at most one for each worker.
     *
     * @param worker the worker's index, below the number of workers that log and metrics were made for
     */
    public WorkerObserver(int worker, AccessLog log, Metrics metrics) {
        this.log = log.worker(worker);
        this.metrics = metrics.worker(worker);
    }

    @Override
    public void ended(ExchangeSummary summary) {
        metrics.ended(summary);
        log.ended(summary);
    }

    @Override
    public void tunnel(boolean open) {
        metrics.tunnel(open);
    }

    @Override
    public void flooded(Flood flood) {
        metrics.flooded(flood);
    }
}
