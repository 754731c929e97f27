package dev.sluice.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.config.LabelledContainer;
import dev.sluice.harness.LogWatch;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Following an engine that changes its containers, goes away and comes back. */
@SuppressWarnings("NullAway.Init") // set before each test
class DiscoveryTest extends WithFakeEngine {
    private static final String ONE = """
            [{"Id": "0123", "Names": ["/one"], "State": "running", "Status": "Up 1 second", "Labels": {"sluice.host": "a"}}]""";

    private Discovery discovery;
    private final List<List<LabelledContainer>> found = new CopyOnWriteArrayList<>();
    private final LogWatch log = new LogWatch();

    private List<String> logged() {
        return log.entries().stream()
                .filter(entry -> entry.logger().equals(Discovery.class.getName()))
                .map(entry -> entry.level() + " " + entry.message().replace(folder.toString(), "…"))
                .toList();
    }

    @AfterEach
    void stop() {
        discovery.close();
        log.close();
    }

    @Test
    void anEventBringsTheNewList() throws IOException {
        follow();
        assertThat(found).containsExactly(List.of());
        await().until(() -> fake.followers() == 1);
        fake.containers(ONE);
        fake.event();
        await().until(() -> found.size() == 2);
        assertThat(found.getLast()).extracting(LabelledContainer::name).containsExactly("one");
    }

    @Test
    void aStormOfEventsIsAFewListsAndNothingNewIsNotTold() throws IOException {
        follow();
        await().until(() -> fake.followers() == 1);
        int before = lists();
        for (int i = 0; i < 1000; i++) {
            fake.event();
        }
        await().until(() -> lists() > before);
        assertThat(lists() - before).isLessThan(8);
        assertThat(found).hasSize(1);
    }

    @Test
    void changesInARowAreTakenTogetherAfterABurst() throws IOException {
        follow();
        await().until(() -> fake.followers() == 1);
        long before = System.nanoTime();
        for (int i = 0; i < 12; i++) {
            change(i);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - before))
                .as("of twelve changes the last had to wait")
                .isGreaterThan(Duration.ofMillis(1900));
    }

    private void change(int number) throws IOException {
        int before = found.size();
        fake.containers(ONE.replace("/one", "/one-" + number));
        fake.event();
        await().pollInterval(Duration.ofMillis(10)).until(() -> found.size() > before);
    }

    @Test
    void whatTalksWithTheEngineDoesSoOnDaemonsOfThePlatform() throws IOException {
        follow();
        await().until(() -> fake.followers() == 1);
        assertThat(Thread.getAllStackTraces().keySet()) // has no virtual threads
                .filteredOn(thread -> thread.getName().startsWith("docker"))
                .hasSizeGreaterThanOrEqualTo(2)
                .allMatch(Thread::isDaemon);
    }

    @Test
    void aStreamThatAProxyEndsIsTakenUpAgainWithoutAWord() throws IOException {
        follow();
        await().until(() -> fake.followers() == 1);
        fake.endStreams();
        await().until(() -> fake.followers() == 1);
        fake.containers(ONE);
        fake.event();
        await().until(() -> found.size() == 2);
        assertThat(logged()).isEmpty();
    }

    @Test
    void whatWasKnownStaysWhileTheEngineIsAwayAndBothIsSaidOnce() throws IOException {
        fake.containers(ONE);
        follow();
        await().until(() -> fake.followers() == 1);
        fake.stop();
        await().until(() -> logged().size() == 1);
        assertThat(logged().getFirst())
                .isEqualTo(
                        "WARN Docker at …/s: No such file or directory. What was last known of containers stays in force;"
                                + " it is tried again");
        fake.containers("[]");
        fake.restart();
        await().atMost(Duration.ofSeconds(60)).until(() -> found.size() == 2);
        await().until(() -> logged().size() == 2);
        assertThat(logged().getLast())
                .isEqualTo("INFO Docker at …/s is there again: its containers are followed (API 1.41)");
        assertThat(found.getFirst()).hasSize(1);
        assertThat(found.getLast()).isEmpty();
    }

    @Test
    void anEngineThatIsNotThereAtFirstHoldsNobodyUpAndIsFoundLater() throws IOException {
        fake.stop();
        follow();
        assertThat(found).isEmpty();
        await().until(() -> logged().size() == 1);
        assertThat(logged().getFirst())
                .startsWith("WARN Docker at …/s: No such file or directory. In a container, mount it")
                .endsWith(". Sluice serves what is in the file; it is tried again");
        fake.restart();
        await().atMost(Duration.ofSeconds(30)).until(() -> found.size() == 1);
    }

    @Test
    void garbageInAListLeavesEverythingAsItWas() throws IOException {
        fake.containers(ONE);
        follow();
        await().until(() -> fake.followers() == 1);
        fake.containers("[{]");
        fake.event();
        await().until(() -> logged().size() == 1);
        assertThat(logged().getFirst()).contains("its answer is not JSON (character 3)");
        fake.containers(ONE);
        await().atMost(Duration.ofSeconds(60)).until(() -> logged().size() == 2);
        assertThat(found).hasSize(1);
    }

    @Test
    void aContainerWithAHugeLabelBlindsNobodyAndTooManyLabelsAreSaidOnce() throws IOException {
        String huge = "{\"Names\": [\"/huge\"], \"Labels\": {\"sluice.host\": \"h\", \"x\": \"" + "x".repeat(5_000_000)
                + "\"}}";
        fake.containers("[" + huge + "," + ONE.substring(1));
        follow();
        await().until(() -> !found.isEmpty());
        assertThat(found.getFirst())
                .extracting(LabelledContainer::name)
                .contains("huge")
                .hasSize(2);
        await().until(() -> fake.followers() == 1);

        String much = "{\"Labels\": {\"sluice.host\": \"h\"" + "}}";
        for (int i = 0; i < 20; i++) {
            much = much.replace("}}", ", \"sluice." + i + "\": \"" + "x".repeat(4000) + "\"}}");
        }
        fake.containers("[" + (much + ",").repeat(100) + ONE.substring(1));
        fake.event();
        await().until(() -> logged().size() == 1);
        assertThat(logged().getFirst())
                .startsWith("WARN ")
                .contains(" containers with the label sluice.host are left out");
        fake.event();
        int before = lists();
        await().until(() -> lists() > before);
        assertThat(logged()).hasSize(1);
        assertThat(found.getLast()).extracting(LabelledContainer::name).contains("one");
    }

    @Test
    void aStreamThatEndsAtOnceEveryTimeIsNotAskedForWithoutAPause() throws IOException {
        fake.answer("/events", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        follow();
        await().until(() -> logged().size() == 1);
        assertThat(logged().getFirst()).contains("the stream of events has ended");
        assertThat(lists()).isLessThan(6);
    }

    @Test
    void closingEndsTheStream() throws IOException {
        follow();
        await().until(() -> fake.followers() == 1);
        discovery.close();
        await().untilAsserted(() -> {
            int before = lists();
            fake.containers(ONE);
            assertThat(tellOfAnEvent()).isFalse();
            assertThat(lists()).isEqualTo(before);
        });
        assertThat(found).hasSize(1);
        assertThat(logged()).isEmpty();
    }

    @Test
    void closingDisturbsNobodyWhoIsBeingTold() throws Exception {
        CountDownLatch told = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        CompletableFuture<Boolean> undisturbed = new CompletableFuture<>();
        discovery = Discovery.start(fake.address(), containers -> {
            told.countDown();
            try {
                goOn.await();
                undisturbed.complete(!Thread.currentThread().isInterrupted());
            } catch (InterruptedException e) {
                undisturbed.complete(false);
            }
        });
        told.await();
        discovery.close();
        goOn.countDown();
        assertThat(undisturbed.get(5, TimeUnit.SECONDS)).isTrue();
        await().untilAsserted(() -> assertThat(tellOfAnEvent()).isFalse());
    }

    private boolean tellOfAnEvent() {
        try {
            fake.event();
            return true;
        } catch (IOException closed) {
            return false;
        }
    }

    private int lists() {
        return (int) fake.asked().stream()
                .filter(line -> line.contains("sluice.host"))
                .count();
    }

    private void follow() {
        discovery = Discovery.start(fake.address(), found::add);
        discovery.awaitFirst(Duration.ofSeconds(5));
    }
}
