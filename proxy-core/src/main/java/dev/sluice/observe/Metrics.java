package dev.sluice.observe;

import dev.sluice.route.Route;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The metrics page. Loops count in plain arrays of their own ({@link WorkerMetrics}, {@link Series}); the page adds them up when it is
 * asked for. Label values come from the configuration and from our own enums, never from a client, so their number is bounded.
 */
public final class Metrics {
    /** The media type of {@link #scrape}. */
    public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final List<Consumer<PrometheusMeterRegistry>> shown = new ArrayList<>();
    private final List<WorkerMetrics> workers = new ArrayList<>();
    private final AtomicLong reloadsApplied = new AtomicLong();
    private final AtomicLong reloadsRefused = new AtomicLong();
    private final AtomicReference<SeriesTable> series;
    private @Nullable PrometheusMeterRegistry registry;

    /**
     * Makes metrics in which nothing is counted yet.
     *
     * @param workerCount how many workers there are
     */
    public Metrics(int workerCount) {
        series = new AtomicReference<>(SeriesTable.empty(workerCount));
        for (int i = 0; i < workerCount; i++) {
            workers.add(new WorkerMetrics(this, i));
        }
        show(this::showTraffic);
    }

    private void showTraffic(PrometheusMeterRegistry page) {
        page.getPrometheusRegistry().register(new TrafficCollector(this));
        Gauge.builder("sluice.tunnels.open", this, metrics -> metrics.sum(WorkerMetrics::tunnels))
                .description("Tunnels (WebSocket and other upgrades) that are open")
                .register(page);
        reloads(page, "applied", reloadsApplied);
        reloads(page, "refused", reloadsRefused);
        FunctionCounter.builder("sluice.program.log.dropped.lines", this, metrics -> Logging.dropped())
                .description("Entries of the program's own log that were dropped because its reader was too slow")
                .register(page);
        ProcessMetrics.register(page);
    }

    /**
     * Tells of the routes of a snapshot that is about to be used; pairs of site and route that were there before keep their counts. To
     * be called <em>before</em> the snapshot is published, by one thread at a time.
     *
     * @param routes all routes of the snapshot, with their indices from 0 without gaps, in any order
     */
    public void bind(List<Route> routes) {
        series.setOpaque(series().with(routes, workers.size()));
    }

    /** Shows what the edge knows of its connections, endpoints and certificates. Once. */
    public void show(StatusSource source) {
        show(page -> {
            page.getPrometheusRegistry().register(new StatusCollector(source));
            page.getPrometheusRegistry().register(new BudgetCollector(source));
            Gauge.builder("sluice.connections.open", source, StatusSource::connectionsOpen)
                    .description("Connections of clients that are open")
                    .register(page);
            FunctionCounter.builder("sluice.connections.shed", source, StatusSource::connectionsShed)
                    .description("Connections of clients that were given up, or refused, for want of room")
                    .register(page);
        });
    }

    /** Shows how many lines the access log has lost. Once. */
    public void show(AccessLog log) {
        show(page -> FunctionCounter.builder("sluice.access.log.dropped.lines", log, AccessLog::dropped)
                .description("Lines of the access log that were dropped because its reader was too slow")
                .register(page));
    }

    private synchronized void show(Consumer<PrometheusMeterRegistry> part) {
        shown.add(part);
        if (registry != null) {
            part.accept(registry);
        }
    }

    /** Counts a reload. Any thread. */
    public void reloaded(boolean applied) {
        (applied ? reloadsApplied : reloadsRefused).incrementAndGet();
    }

    /** The page in Prometheus' text format. Any thread; not on a loop. */
    public String scrape() {
        return page().scrape(CONTENT_TYPE);
    }

    /** Made when it is first asked for: most edges are never asked, and all would start later. */
    private synchronized PrometheusMeterRegistry page() {
        PrometheusMeterRegistry page = registry;
        if (page == null) {
            page = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
            for (Consumer<PrometheusMeterRegistry> part : shown) {
                part.accept(page);
            }
            registry = page;
        }
        return page;
    }

    WorkerMetrics worker(int index) {
        return workers.get(index);
    }

    /** On a loop: a plain read. A loop that has seen a snapshot sees its table too, as the table was set before. */
    SeriesTable series() {
        return series.getOpaque();
    }

    long sum(ToLongFunction<WorkerMetrics> value) {
        long sum = 0;
        for (WorkerMetrics worker : workers) {
            sum += value.applyAsLong(worker);
        }
        return sum;
    }

    private static void reloads(PrometheusMeterRegistry page, String result, AtomicLong count) {
        FunctionCounter.builder("sluice.reloads", count, AtomicLong::get)
                .description("Reloads of the configuration, by result")
                .tag("result", result)
                .register(page);
    }
}
