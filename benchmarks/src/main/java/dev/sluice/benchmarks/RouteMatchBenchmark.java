package dev.sluice.benchmarks;

import dev.sluice.config.ConfigLoader;
import dev.sluice.config.Environment;
import dev.sluice.config.Loaded;
import dev.sluice.http.RequestHead;
import dev.sluice.http.RequestTarget;
import dev.sluice.route.Site;
import dev.sluice.route.Snapshot;
import dev.sluice.route.SnapshotBuilder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** From a parsed target to its route. The cost must not depend on the number of sites. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up before anything else
public class RouteMatchBenchmark {
    /** How many sites there are. */
    @Param({"10", "10000"})
    public int sites;

    private final RequestHead head = new RequestHead();
    private final RequestTarget target = new RequestTarget();
    private Snapshot snapshot;

    /** Builds the snapshot and parses the target. */
    @Setup
    public void build() {
        StringBuilder yaml = new StringBuilder("sites:\n");
        for (int i = 0; i < sites; i++) {
            yaml.append("  site")
                    .append(i)
                    .append(".test: {tls: off, respond: {status: 200, body: x}, ")
                    .append(
                            "routes: {/api: {respond: {status: 200, body: api}}, /api/v1: {respond: {status: 200, body: v1}}}}\n");
        }
        byte[] text = yaml.toString().getBytes(StandardCharsets.UTF_8);
        snapshot = switch (ConfigLoader.load(text, Path.of("sluice.yaml"), Environment.of(Map.of()))) {
            case Loaded.Good good ->
                SnapshotBuilder.build(good.config(), (name, route, targets) -> {
                    throw new IllegalStateException(name + " forwards");
                });
            case Loaded.Bad bad ->
                throw new IllegalStateException(bad.problems().toString());
        };
        new SampleRequest("site" + sites / 2 + ".test", "/api/v1/items/42?page=3").fill(head);
        if (target.parse(head, false) != null) {
            throw new IllegalStateException("the sample is refused");
        }
    }

    /** Site and route of a target. */
    @Benchmark
    public Object matched() {
        Site site = snapshot.site(target);
        Object route = site == null ? null : snapshot.route(site, target);
        return route == null ? head : route;
    }
}
