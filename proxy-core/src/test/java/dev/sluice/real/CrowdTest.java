package dev.sluice.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.harness.RawClient;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a container of 128 MB bears of crowds that make it hold things. */
@SuppressWarnings("NullAway.Init") // set before the first test
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CrowdTest {
    /** {@code -Dsluice.crowds=full} for whole crowds that stay for a minute; the usual build takes a fifth of each for a moment. */
    private static final boolean FULL = "full".equals(System.getProperty("sluice.crowds"));

    private static final long LIMIT = 128L << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(FULL ? 1 : 10);

    private static Path figures;

    @BeforeAll
    static void start() throws IOException {
        figures = Scratch.folder("crowds");
    }

    @ParameterizedTest
    @EnumSource
    void crowdsNeitherEndTheEdgeNorKeepOthersOut(Crowd crowd, TestReporter reporter) throws Exception {
        Path folder = Scratch.folder("crowds/" + crowd);
        try (CrowdStage stage = CrowdStage.start(folder, "-XX:MaxRAM=128m")) {
            long stay = System.nanoTime() + TimeUnit.SECONDS.toNanos(FULL ? 60 : 2);
            List<Socket> there = stage.join(crowd, FULL ? crowd.full() : crowd.full() / 5);
            int asked = stage.answered();
            while (System.nanoTime() < stay || stage.answered() < asked + 10) {
                assertThat(stage.sluice().process().alive())
                        .as(() -> "alive: " + folder)
                        .isTrue();
                Thread.sleep(50);
            }
            Figures.note(
                    figures,
                    reporter,
                    crowd.name(),
                    "%d joined; %d MiB at most; of %d newcomers one waited %d ms"
                            .formatted(
                                    there.size(),
                                    stage.mostAnonymous() >> 20,
                                    stage.answered(),
                                    stage.longestWait().toMillis()));
            for (Socket each : there) {
                each.close();
            }
            assertThat(stage.unanswered()).isEmpty();
            assertThat(stage.unansweredNeighbours()).hasSizeLessThanOrEqualTo(1 + stage.answered() / 100);
            assertThat(stage.longestWait()).isLessThan(PATIENCE);
            assertThat(stage.mostAnonymous()).isLessThan(LIMIT);
            try (RawClient client = RawClient.plain(stage.sluice().plain())) {
                assertThat(client.exchange("GET /fast HTTP/1.1", "Host: app.test")
                                .body())
                        .isEqualTo("fast");
            }
        }
    }
}
