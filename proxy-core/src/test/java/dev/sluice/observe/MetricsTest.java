package dev.sluice.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.config.LogConfig;
import dev.sluice.exchange.Failure;
import dev.sluice.observe.StatusSource.CertificateStatus;
import dev.sluice.observe.StatusSource.EndpointStatus;
import dev.sluice.route.Route;
import java.io.OutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MetricsTest {
    private static final Route API = Ended.route(0, "api.example.com", "/v1");
    private static final Route LOGIN = Ended.route(1, "api.example.com", "=/login");
    private static final Route WEB = Ended.route(2, "www.example.com", "/");

    private final Metrics metrics = new Metrics(2);

    @Test
    void countsOfTwoWorkersAreAddedUp() throws Exception {
        metrics.bind(List.of(API, LOGIN, WEB));
        List<Thread> loops = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            WorkerMetrics worker = metrics.worker(i);
            loops.add(Thread.ofPlatform().start(() -> {
                for (int n = 0; n < 10_000; n++) {
                    worker.ended(Ended.get("/").on(API).bytes(3, 5).tookNanos(0, 7_000_000));
                    worker.ended(Ended.get("/").on(WEB).status(404));
                }
            }));
        }
        for (Thread loop : loops) {
            loop.join();
        }

        PrometheusText page = page();
        assertThat(page.value("sluice_requests_total{route=\"/v1\",site=\"api.example.com\",status=\"2xx\"}"))
                .isEqualTo(20_000);
        assertThat(page.value("sluice_requests_total{route=\"/\",site=\"www.example.com\",status=\"4xx\"}"))
                .isEqualTo(20_000);
        assertThat(page.value("sluice_bytes_total{direction=\"in\"}")).isEqualTo(60_000);
        assertThat(page.value("sluice_bytes_total{direction=\"out\"}")).isEqualTo(20_000 * (5 + 512));
        assertThat(page.value(duration("_count"))).isEqualTo(20_000);
        assertThat(page.value(duration("_sum"))).isCloseTo(140, within(1e-6));
        assertThat(page.value(bucket("0.005"))).isZero();
        assertThat(page.value(bucket("0.01"))).isEqualTo(20_000);
    }

    @Test
    void durationsFallIntoTheBucketsThatPrometheusExpects() {
        metrics.bind(List.of(API));
        long[] nanos = {0, 5_000_000, 5_000_001, 60_000_000_000L, 60_000_000_001L};
        for (long each : nanos) {
            metrics.worker(0).ended(Ended.get("/").on(API).tookNanos(0, each));
        }

        PrometheusText page = page();
        assertThat(page.types()).containsEntry("sluice_request_duration_seconds", "histogram");
        assertThat(page.value(bucket("0.005"))).isEqualTo(2);
        assertThat(page.value(bucket("0.01"))).isEqualTo(3);
        assertThat(page.value(bucket("30.0"))).isEqualTo(3);
        assertThat(page.value(bucket("60.0"))).isEqualTo(4);
        assertThat(page.value(bucket("+Inf"))).isEqualTo(5);
    }

    @Test
    void aTunnelCountsUntilItWasOpenNotWhileItLasts() {
        metrics.bind(List.of(API));
        metrics.worker(0).tunnel(true);
        metrics.worker(1).tunnel(true);
        metrics.worker(1).tunnel(false);
        metrics.worker(1).ended(Ended.get("/").on(API).status(101).tunnel().tookNanos(4_000_000, 3_600_000_000_000L));

        PrometheusText page = page();
        assertThat(page.value("sluice_tunnels_open")).isEqualTo(1);
        assertThat(page.value("sluice_requests_total{route=\"/v1\",site=\"api.example.com\",status=\"1xx\"}"))
                .isEqualTo(1);
        assertThat(page.value(bucket("0.005"))).isEqualTo(1);
        assertThat(page.value(duration("_sum"))).isCloseTo(0.004, within(1e-9));
    }

    @Test
    void aReloadKeepsTheCountsOfPairsThatStay() {
        metrics.bind(List.of(API, LOGIN, WEB));
        WorkerMetrics worker = metrics.worker(0);
        worker.ended(Ended.get("/").on(API));
        worker.ended(Ended.get("/").on(WEB));
        worker.ended(Ended.get("/").on(LOGIN));

        Route webNow = Ended.route(0, "www.example.com", "/");
        Route apiNow = Ended.route(1, "api.example.com", "/v1");
        metrics.bind(List.of(webNow, apiNow));
        worker.ended(Ended.get("/").on(webNow));
        // an exchange of the old snapshot: its index means another route now, and its route may be gone
        worker.ended(Ended.get("/").on(API));
        worker.ended(Ended.get("/").on(LOGIN));

        PrometheusText page = page();
        assertThat(page.value("sluice_requests_total{route=\"/v1\",site=\"api.example.com\",status=\"2xx\"}"))
                .isEqualTo(2);
        assertThat(page.value("sluice_requests_total{route=\"/\",site=\"www.example.com\",status=\"2xx\"}"))
                .isEqualTo(2);
        assertThat(page.value("sluice_requests_total{route=\"-\",site=\"(removed)\",status=\"2xx\"}"))
                .isEqualTo(1);
        assertThat(page.samples().keySet()).noneMatch(sample -> sample.contains("=/login"));
    }

    @Test
    void whatClientsSendMakesNoLabels() {
        metrics.bind(List.of(API));
        metrics.worker(0).ended(Ended.get("/warm").nowhere());
        metrics.worker(0).ended(Ended.get("/warm").on(API));
        int before = page().samples().size();
        for (int i = 0; i < 1_000; i++) {
            Ended ended =
                    new Ended("M" + i, "/x" + i).host("h" + i + ".example").with("User-Agent", "a" + i);
            metrics.worker(0).ended(i % 2 == 0 ? ended.nowhere() : ended.on(API));
        }

        assertThat(page().samples()).hasSize(before);
        assertThat(page().value("sluice_requests_total{route=\"-\",site=\"-\",status=\"2xx\"}"))
                .isEqualTo(501);
    }

    @Test
    void unheardOfStatusesCountAsNone() {
        metrics.worker(0).ended(Ended.get("/").nowhere().status(0));
        metrics.worker(0).ended(Ended.get("/").nowhere().status(999));

        assertThat(page().value("sluice_requests_total{route=\"-\",site=\"-\",status=\"none\"}"))
                .isEqualTo(2);
    }

    @Test
    void labelsFromTheConfigurationAreEscaped() {
        Route odd = Ended.route(0, "a\"b\\c", "/x\ny");
        metrics.bind(List.of(odd));
        metrics.worker(0).ended(Ended.get("/").on(odd));

        assertThat(page().value("sluice_requests_total{route=\"/x\\ny\",site=\"a\\\"b\\\\c\",status=\"2xx\"}"))
                .isEqualTo(1);
    }

    @Test
    void failuresCountByCauseAndReloadsByResult() {
        metrics.worker(0).ended(Ended.get("/").nowhere().failed(Failure.CLIENT_GONE, null));
        metrics.worker(1).ended(Ended.get("/").nowhere().failed(Failure.CLIENT_GONE, null));
        metrics.reloaded(true);
        metrics.reloaded(false);
        metrics.reloaded(false);

        PrometheusText page = page();
        assertThat(page.value("sluice_failures_total{cause=\"client_gone\"}")).isEqualTo(2);
        assertThat(page.value("sluice_reloads_total{result=\"applied\"}")).isEqualTo(1);
        assertThat(page.value("sluice_reloads_total{result=\"refused\"}")).isEqualTo(2);
    }

    @Test
    void connectionsEndpointsAndCertificatesAreShownAsTheEdgeKnowsThem() {
        Edge edge = new Edge();
        edge.connections = 42;
        edge.endpoints = List.of(
                new EndpointStatus("api:8080", "api:8080 (10.0.0.1)", true, "", 3),
                new EndpointStatus("api:8080", "api:8080 (10.0.0.2)", false, "down", 0),
                new EndpointStatus("api:8080", "api:8080 (10.0.0.1)", true, "", 3));
        edge.certificates = List.of(new CertificateStatus(
                List.of("a.example", "b.example"), "file", Instant.now().plusSeconds(3_600)));
        metrics.show(edge);

        PrometheusText page = page();
        assertThat(page.value("sluice_connections_open")).isEqualTo(42);
        assertThat(page.value("sluice_connections_shed_total")).isEqualTo(7);
        assertThat(page.samples())
                .containsEntry("sluice_endpoint_up{endpoint=\"api:8080 (10.0.0.1)\",upstream=\"api:8080\"}", 1.0)
                .containsEntry("sluice_endpoint_up{endpoint=\"api:8080 (10.0.0.2)\",upstream=\"api:8080\"}", 0.0);
        assertThat(page.value("sluice_certificate_expiry_seconds{names=\"a.example,b.example\"}"))
                .isCloseTo(3_600, within(5.0));
    }

    @Test
    void droppedLinesAreShown() {
        try (AccessLog log = AccessLog.start(LogConfig.DEFAULT, 1, 64, OutputStream.nullOutputStream())) {
            metrics.show(log);
            log.worker(0).ended(Ended.get("/"));

            assertThat(page().value("sluice_access_log_dropped_lines_total")).isEqualTo(1);
        }
    }

    @Test
    void theProcessIsShownInAFewFigures() {
        PrometheusText page = page();

        assertThat(page.samples())
                .containsKeys(
                        "jvm_memory_heap_used_bytes",
                        "jvm_memory_heap_max_bytes",
                        "jvm_memory_direct_used_bytes",
                        "jvm_threads_live",
                        "jvm_gc_collections_total",
                        "jvm_gc_seconds_total",
                        "process_cpu_seconds_total");
        assertThat(page.value("jvm_memory_heap_used_bytes")).isPositive();
        assertThat(page.value("process_cpu_seconds_total")).isPositive();
    }

    private PrometheusText page() {
        return new PrometheusText(metrics.scrape());
    }

    private static String duration(String suffix) {
        return "sluice_request_duration_seconds" + suffix + "{route=\"/v1\",site=\"api.example.com\"}";
    }

    private static String bucket(String bound) {
        return "sluice_request_duration_seconds_bucket{route=\"/v1\",site=\"api.example.com\",le=\"" + bound + "\"}";
    }
}
