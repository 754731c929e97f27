package dev.sluice.observe;

import dev.sluice.observe.StatusSource.Holdings;
import dev.sluice.worker.Resource;
import dev.sluice.worker.Shedding;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;

/** Shows what clients make the process hold, how much they may, and what was given up or refused because of that. */
final class BudgetCollector implements MultiCollector {
    private final StatusSource source;

    BudgetCollector(StatusSource source) {
        this.source = source;
    }

    @Override
    public MetricSnapshots collect() {
        Holdings now = source.holdings();
        return MetricSnapshots.of(
                gauge(
                        "sluice_budget_used",
                        "What clients make the process hold: bytes, or open sockets",
                        now.heap(),
                        now.nativeBytes(),
                        now.descriptors()),
                gauge(
                        "sluice_budget_limit",
                        "How much clients may make the process hold: bytes, or open sockets",
                        now.heapLimit(),
                        now.nativeLimit(),
                        now.descriptorLimit()),
                shed());
    }

    private static GaugeSnapshot gauge(String name, String help, long heap, long nativeBytes, long descriptors) {
        return GaugeSnapshot.builder()
                .name(name)
                .help(help)
                .dataPoint(point(Resource.HEAP, heap))
                .dataPoint(point(Resource.NATIVE, nativeBytes))
                .dataPoint(point(Resource.DESCRIPTORS, descriptors))
                .build();
    }

    private static GaugeDataPointSnapshot point(Resource resource, long value) {
        return GaugeDataPointSnapshot.builder()
                .labels(Labels.of("resource", resource.label()))
                .value((double) value)
                .build();
    }

    private CounterSnapshot shed() {
        CounterSnapshot.Builder snapshot = CounterSnapshot.builder()
                .name("sluice_shed")
                .help("What was given up, refused or made to wait because something was short");
        for (Shedding.What what : Shedding.What.values()) {
            for (Resource resource : Resource.values()) {
                snapshot.dataPoint(CounterDataPointSnapshot.builder()
                        .labels(Labels.of("what", what.label(), "short", resource.label()))
                        .value((double) source.shed(what, resource))
                        .build());
            }
        }
        return snapshot.build();
    }
}
