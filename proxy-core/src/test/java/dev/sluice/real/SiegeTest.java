package dev.sluice.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.harness.RawClient;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;

/** Mixtures of all crowds that come, stay and leave as chance will have it, at an edge with 128 MB. */
@Timeout(value = 2, unit = TimeUnit.HOURS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SiegeTest {
    /** {@code -Dsluice.siege=600} for ten minutes of it; the usual build takes seconds. */
    private static final int SECONDS = Integer.getInteger("sluice.siege", 15);

    /** {@code -Dsluice.seed=...} for the same order of events again. */
    private static final long SEED = Long.getLong("sluice.seed", System.nanoTime());

    private static final long LIMIT = 128L << 20;
    private static final long BACK = 20L << 20;
    private static final int MAX_SOCKETS = 6_000;

    @Test
    void noMixtureOfCrowdsEndsTheEdgeOrStaysInItsMemory(TestReporter reporter) throws Exception {
        Path folder = Scratch.folder("siege");
        Figures.note(folder, reporter, "seed", Long.toString(SEED));
        try (CrowdStage stage = CrowdStage.start(folder, "-XX:MaxRAM=128m")) {
            warm(stage);
            long before = stage.sluice().process().anonymous();
            int joined = besiege(stage, new Random(SEED));
            Figures.note(
                    folder,
                    reporter,
                    "siege of " + SECONDS + " s",
                    "%d joined; %d MiB at most, %d at first; of %d newcomers %d got no answer, one waited %d ms"
                            .formatted(
                                    joined,
                                    stage.mostAnonymous() >> 20,
                                    before >> 20,
                                    stage.answered(),
                                    stage.unanswered().size()
                                            + stage.unansweredNeighbours().size(),
                                    stage.longestWait().toMillis()));
            assertThat(stage.mostAnonymous()).isLessThan(LIMIT);
            assertThat(stage.unanswered()).isEmpty();
            assertThat(stage.unansweredNeighbours()).hasSizeLessThanOrEqualTo(1 + stage.answered() / 100);
            long start = System.nanoTime();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(90))
                    .untilAsserted(() ->
                            assertThat(stage.sluice().process().anonymous()).isLessThan(before + BACK));
            Figures.note(
                    folder,
                    reporter,
                    "given back after",
                    Duration.ofNanos(System.nanoTime() - start).toSeconds() + " s");
        }
    }

    /** What any edge has compiled and loaded after its first day. */
    private static void warm(CrowdStage stage) throws IOException, InterruptedException {
        for (Crowd crowd : Crowd.values()) {
            leave(stage.join(crowd, 20));
        }
        int asked = 0;
        while (asked < 20_000) {
            try (RawClient client = RawClient.plain(stage.sluice().plain())) {
                for (; asked < 20_000; asked++) {
                    client.exchange("GET /fast HTTP/1.1", "Host: app.test");
                }
            } catch (IOException givenUp) {
                asked++; // for a crowd that is only just leaving
            }
        }
    }

    private static int besiege(CrowdStage stage, Random random) throws IOException, InterruptedException {
        List<List<Socket>> camps = new ArrayList<>();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        int joined = 0;
        while (System.nanoTime() < end) {
            assertThat(stage.sluice().process().alive()).as("alive").isTrue();
            Crowd crowd = Crowd.values()[random.nextInt(Crowd.values().length)];
            List<Socket> camp = stage.join(crowd, 1 + random.nextInt(crowd.full() / 5));
            joined += camp.size();
            camps.add(camp);
            while (sockets(camps) > MAX_SOCKETS || !camps.isEmpty() && random.nextInt(3) == 0) {
                leave(camps.remove(random.nextInt(camps.size())));
            }
        }
        for (List<Socket> camp : camps) {
            leave(camp);
        }
        return joined;
    }

    private static int sockets(List<List<Socket>> camps) {
        return camps.stream().mapToInt(List::size).sum();
    }

    private static void leave(List<Socket> camp) throws IOException {
        for (Socket each : camp) {
            each.close();
        }
    }
}
