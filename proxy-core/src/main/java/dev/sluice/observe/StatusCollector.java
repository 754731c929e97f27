package dev.sluice.observe;

import dev.sluice.observe.StatusSource.CertificateStatus;
import dev.sluice.observe.StatusSource.EndpointStatus;
import dev.sluice.observe.StatusSource.OrderStatus;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Shows endpoints and certificates as gauges. Both come and go, so they are asked for at each scrape. */
final class StatusCollector implements MultiCollector {
    private final StatusSource source;

    StatusCollector(StatusSource source) {
        this.source = source;
    }

    @Override
    public MetricSnapshots collect() {
        return MetricSnapshots.of(
                endpoints(),
                certificates(),
                attempts(),
                orderFailures(),
                orders("renewal", OrderStatus::renewal),
                orders("next_attempt", OrderStatus::nextAttempt));
    }

    private CounterSnapshot attempts() {
        CounterSnapshot.Builder snapshot = CounterSnapshot.builder()
                .name("sluice_acme_attempts")
                .help("How often a CA was asked for a certificate for these names");
        for (OrderStatus order : source.orders()) {
            snapshot.dataPoint(CounterDataPointSnapshot.builder()
                    .labels(names(order))
                    .value((double) order.attempts())
                    .build());
        }
        return snapshot.build();
    }

    private GaugeSnapshot orderFailures() {
        Map<Labels, Double> failures = new LinkedHashMap<>();
        for (OrderStatus order : source.orders()) {
            failures.put(names(order), (double) order.failures());
        }
        return gauges("sluice_acme_failures", "Attempts for these names that have failed in a row", failures);
    }

    private GaugeSnapshot orders(String what, Function<OrderStatus, @Nullable Instant> when) {
        Map<Labels, Double> values = new LinkedHashMap<>();
        for (OrderStatus order : source.orders()) {
            Instant instant = when.apply(order);
            if (instant != null) {
                values.put(names(order), (double) instant.getEpochSecond());
            }
        }
        return gauges(
                "sluice_acme_" + what + "_timestamp_seconds", "When it is due for these names, in Unix time", values);
    }

    private static Labels names(OrderStatus order) {
        return Labels.of("names", String.join(",", order.names()));
    }

    private GaugeSnapshot endpoints() {
        // the same endpoint may serve several routes; a label set may be shown only once
        Map<Labels, Double> up = new LinkedHashMap<>();
        for (EndpointStatus endpoint : source.endpoints()) {
            Labels labels = Labels.of("upstream", endpoint.upstream(), "endpoint", endpoint.label());
            up.merge(labels, endpoint.up() ? 1.0 : 0.0, Math::min);
        }
        return gauges("sluice_endpoint_up", "Whether requests go to this endpoint now (1) or not (0)", up);
    }

    private GaugeSnapshot certificates() {
        double now = Instant.now().toEpochMilli() / 1e3;
        Map<Labels, Double> left = new LinkedHashMap<>();
        for (CertificateStatus certificate : source.certificates()) {
            Labels labels = Labels.of("names", String.join(",", certificate.names()));
            left.merge(labels, certificate.notAfter().getEpochSecond() - now, Math::min);
        }
        return gauges(
                "sluice_certificate_expiry_seconds",
                "Seconds until the certificate for these names expires; negative when it has expired",
                left);
    }

    private static GaugeSnapshot gauges(String name, String help, Map<Labels, Double> values) {
        GaugeSnapshot.Builder snapshot = GaugeSnapshot.builder().name(name).help(help);
        values.forEach((labels, value) -> snapshot.dataPoint(
                GaugeDataPointSnapshot.builder().labels(labels).value(value).build()));
        return snapshot.build();
    }
}
