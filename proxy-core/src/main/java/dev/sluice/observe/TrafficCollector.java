package dev.sluice.observe;

import dev.sluice.exchange.Flood;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.List;

/** Adds up what the workers have counted, at each scrape. */
final class TrafficCollector implements MultiCollector {
    private static final List<String> CLASSES = List.of("none", "1xx", "2xx", "3xx", "4xx", "5xx");

    private final Metrics metrics;

    TrafficCollector(Metrics metrics) {
        this.metrics = metrics;
    }

    @Override
    public MetricSnapshots collect() {
        List<Series> series = metrics.series().all();
        return MetricSnapshots.of(requests(series), durations(series), bytes(), failures(), floods());
    }

    private static CounterSnapshot requests(List<Series> series) {
        CounterSnapshot.Builder snapshot = CounterSnapshot.builder()
                .name("sluice_requests")
                .help("Exchanges that have ended, by site, route and class of the status (none: nothing was answered)");
        for (Series one : series) {
            for (int i = 0; i < Series.STATUS_CLASSES; i++) {
                long requests = one.requests(i);
                if (requests != 0) {
                    snapshot.dataPoint(counter(
                            requests, Labels.of("site", one.site(), "route", one.route(), "status", CLASSES.get(i))));
                }
            }
        }
        return snapshot.build();
    }

    private static HistogramSnapshot durations(List<Series> series) {
        HistogramSnapshot.Builder snapshot = HistogramSnapshot.builder()
                .name("sluice_request_duration_seconds")
                .help(
                        "Time from a request's head to the end of its exchange; of tunnels, to the answer that opened them");
        for (Series one : series) {
            long[] buckets = one.durations();
            if (!isEmpty(buckets)) {
                snapshot.dataPoint(HistogramDataPointSnapshot.builder()
                        .labels(Labels.of("site", one.site(), "route", one.route()))
                        .classicHistogramBuckets(ClassicHistogramBuckets.of(Buckets.upperBounds(), buckets))
                        .sum(one.durationNanos() / 1e9)
                        .build());
            }
        }
        return snapshot.build();
    }

    private CounterSnapshot bytes() {
        return CounterSnapshot.builder()
                .name("sluice_bytes")
                .help(
                        "Body and tunnel bytes received from clients (in) and sent to clients (out) by exchanges that have ended")
                .dataPoint(counter(metrics.sum(WorkerMetrics::bytesIn), Labels.of("direction", "in")))
                .dataPoint(counter(metrics.sum(WorkerMetrics::bytesOut), Labels.of("direction", "out")))
                .build();
    }

    private CounterSnapshot failures() {
        CounterSnapshot.Builder snapshot = CounterSnapshot.builder()
                .name("sluice_failures")
                .help("Exchanges that ended other than well, by cause");
        for (int i = 0; i < Causes.count(); i++) {
            int cause = i;
            long failures = metrics.sum(worker -> worker.failures(cause));
            if (failures != 0) {
                snapshot.dataPoint(counter(failures, Labels.of("cause", Causes.label(cause))));
            }
        }
        return snapshot.build();
    }

    private CounterSnapshot floods() {
        CounterSnapshot.Builder snapshot = CounterSnapshot.builder()
                .name("sluice_http2_connections_cut")
                .help(
                        "HTTP/2 connections of clients that were ended because they sent too much of something, by what it was");
        for (Flood flood : Flood.values()) {
            long cut = metrics.sum(worker -> worker.floods(flood));
            if (cut != 0) {
                snapshot.dataPoint(counter(cut, Labels.of("reason", flood.label())));
            }
        }
        return snapshot.build();
    }

    private static boolean isEmpty(long[] buckets) {
        for (long bucket : buckets) {
            if (bucket != 0) {
                return false;
            }
        }
        return true;
    }

    private static CounterDataPointSnapshot counter(long value, Labels labels) {
        return CounterDataPointSnapshot.builder()
                .value((double) value)
                .labels(labels)
                .build();
    }
}
