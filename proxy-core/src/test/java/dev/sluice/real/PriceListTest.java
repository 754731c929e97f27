package dev.sluice.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.harness.SluiceProcess;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The price lists of {@code docs/memory.md} beside a process that holds these things, and beside what the process itself counts. */
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@SuppressWarnings("NullAway.Init") // set before the first test
class PriceListTest {
    private static final Path DOCUMENT = Path.of("../docs/memory.md");
    /** A row: what it is, who makes one, kilobytes on the heap, kilobytes outside, open files. */
    private static final Pattern ROW =
            Pattern.compile("\\| [^|]+ \\| `(\\w+)` \\| ([0-9.]+) \\| ([0-9.]+) \\| ([0-9]+) \\|");

    private static final Path FIGURES = Path.of("target/real/prices");
    private static final double KB = 1000;
    /** What the collector, the allocator's chunks and the measuring itself make of it. */
    private static final double NOISE = 0.5;

    private static final double NOISE_OUTSIDE = 2;
    /** Two processes differ by more than one does from itself. */
    private static final double NOISE_OF_TWO = 4;

    private static final int MAX_COUNT = 300;
    private static final int CONFIGURED = 200;

    /** One process bears all crowds, one after the other: it takes long to start, because nothing in it is compiled. */
    private static CrowdStage stage;

    @BeforeAll
    static void start() throws IOException {
        stage = CrowdStage.alone(Scratch.folder("prices/clients"), Holding.OPTIONS);
    }

    @AfterAll
    static void close() throws IOException {
        stage.close();
    }

    /** What the document says of one thing. */
    record Price(String name, double heap, double outside, int files) {
        boolean isCrowd() {
            return name.equals(name.toUpperCase(Locale.ROOT));
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Price> ofClients() throws IOException {
        return all().filter(Price::isCrowd);
    }

    static Stream<Price> ofConfiguration() throws IOException {
        return all().filter(price -> !price.isCrowd());
    }

    private static Stream<Price> all() throws IOException {
        return ROW.matcher(Files.readString(DOCUMENT))
                .results()
                .map(row -> new Price(
                        row.group(1),
                        Double.parseDouble(row.group(2)),
                        Double.parseDouble(row.group(3)),
                        Integer.parseInt(row.group(4))));
    }

    @ParameterizedTest
    @MethodSource("ofClients")
    void clientsCostWhatTheListSays(Price price, TestReporter reporter) throws Exception {
        Crowd crowd = Crowd.valueOf(price.name());
        int count = Math.min(MAX_COUNT, crowd.full() / 5);
        leave(stage.join(crowd, 40));
        Holding before = Holding.settled(stage.sluice(), 0);
        List<Socket> there = stage.join(crowd, count);
        assertThat(there).hasSize(count);
        Holding each = Holding.settled(stage.sluice(), count * price.files()).since(before, count);
        leave(there);
        compare(each, price, NOISE_OUTSIDE, reporter);
        assertThat(each.files()).as("files").isEqualTo(price.files());
        assertThat((each.countedHeap() + each.countedOutside()) / KB)
                .as("counted")
                .isGreaterThan((each.heap() + each.outside()) / KB * 0.9 - NOISE_OUTSIDE);
    }

    @ParameterizedTest
    @MethodSource("ofConfiguration")
    void whatIsConfiguredCostsWhatTheListSays(Price price, TestReporter reporter) throws Exception {
        try (ExecutorService both = Executors.newFixedThreadPool(2)) {
            Future<Holding> without = both.submit(() -> configured(price, 1));
            Future<Holding> with = both.submit(() -> configured(price, 1 + CONFIGURED));
            compare(with.get().since(without.get(), CONFIGURED), price, NOISE_OF_TWO, reporter);
        }
    }

    private static Holding configured(Price price, int count) throws IOException {
        Path folder = Scratch.folder("prices/" + price + "-" + count);
        StringBuilder sites = new StringBuilder("sites:\n");
        switch (price.name()) {
            case "site" -> sites(sites, count, "{tls: off, to: \"127.0.0.1:9\"}");
            case "certificate" -> sites(sites, count, "{tls: self-signed, to: \"127.0.0.1:9\"}");
            case "route" -> {
                sites.append("  app.test:\n    tls: off\n    routes:\n");
                for (int i = 0; i < count; i++) {
                    sites.append("      /").append(i).append(": \"127.0.0.1:9\"\n");
                }
            }
            case "endpoint" -> {
                sites.append("  app.test:\n    tls: off\n    to:\n");
                for (int i = 0; i < count; i++) {
                    sites.append("      - \"127.0.1.").append(1 + i).append(":9\"\n");
                }
            }
            default -> throw new AssertionError("nobody knows how to configure a " + price);
        }
        try (SluiceProcess sluice = SluiceProcess.startWith(folder, Holding.OPTIONS, sites.toString())) {
            return Holding.settled(sluice, 0);
        }
    }

    private static void sites(StringBuilder sites, int count, String each) {
        for (int i = 0; i < count; i++) {
            sites.append("  s").append(i).append(".test: ").append(each).append('\n');
        }
    }

    private static void compare(Holding each, Price price, double noiseOutside, TestReporter reporter)
            throws IOException {
        Figures.note(
                FIGURES,
                reporter,
                price.name(),
                "%.1f KB of heap, counted as %.1f; %.1f KB outside, counted as %.1f; %.1f files"
                        .formatted(
                                each.heap() / KB,
                                each.countedHeap() / KB,
                                each.outside() / KB,
                                each.countedOutside() / KB,
                                each.files()));
        assertThat(each.heap() / KB).as("heap").isBetween(price.heap / 1.5 - NOISE, price.heap * 1.2 + NOISE);
        assertThat(each.outside() / KB)
                .as("outside of the heap")
                .isBetween(price.outside / 1.5 - noiseOutside, price.outside * 1.2 + noiseOutside);
    }

    private static void leave(List<Socket> there) throws IOException {
        for (Socket each : there) {
            each.close();
        }
    }
}
