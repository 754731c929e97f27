package dev.sluice.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.config.LogConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AccessLogTest {
    private static final LogConfig JSON = new LogConfig(true, LogConfig.Format.JSON, LogConfig.Level.INFO);
    private static final LogConfig OFF = new LogConfig(false, LogConfig.Format.TEXT, LogConfig.Level.INFO);

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @Test
    void everyLineOfEveryWorkerIsWrittenWholeByTheTimeItIsClosed() throws Exception {
        AccessLog log = AccessLog.start(LogConfig.DEFAULT, 2, 1 << 14, out);
        int each = 5_000;
        List<Thread> loops = new ArrayList<>();
        for (int worker = 0; worker < 2; worker++) {
            WorkerLog side = log.worker(worker);
            String prefix = "/w" + worker + "-";
            loops.add(Thread.ofPlatform()
                    .start(() -> IntStream.range(0, each).forEach(i -> side.ended(Ended.get(prefix + i)))));
        }
        for (Thread loop : loops) {
            loop.join();
        }
        log.close();

        List<String> lines = lines();
        assertThat(lines.size() + log.dropped()).isEqualTo(2L * each);
        assertThat(lines)
                .allMatch(line ->
                        line.matches("\\S+Z 203\\.0\\.113\\.7 api.*\"GET /w[01]-\\d+ HTTP/1.1\" 200 .*agent=\"-\""));
        for (String prefix : List.of("/w0-", "/w1-")) {
            List<Integer> numbers = lines.stream()
                    .filter(line -> line.contains(prefix))
                    .map(line -> Integer.valueOf(line.replaceAll(".*" + prefix + "(\\d+) .*", "$1")))
                    .toList();
            assertThat(numbers).isNotEmpty().isSorted().doesNotHaveDuplicates();
        }
    }

    @Test
    void closingWritesWhatIsLeft() {
        AccessLog log = AccessLog.start(LogConfig.DEFAULT, 1, 1 << 16, out);
        for (int i = 0; i < 20; i++) {
            log.worker(0).ended(Ended.get("/" + i));
        }
        log.close();

        assertThat(lines()).hasSize(20);
        assertThat(log.dropped()).isZero();
    }

    @Test
    void aLineIsWrittenWithinAMomentWithoutClosing() {
        try (AccessLog log = AccessLog.start(LogConfig.DEFAULT, 1, 1 << 16, out)) {
            log.worker(0).ended(Ended.get("/"));

            await().until(() -> lines().size() == 1);
        }
    }

    @Test
    void aStuckOutputDropsAndCountsAndNeverStopsTheLoop() throws Exception {
        CountDownLatch stuck = new CountDownLatch(1);
        AccessLog log = AccessLog.start(LogConfig.DEFAULT, 1, 1 << 14, new Gate(stuck, out));
        int sent = 1_000;
        for (int i = 0; i < sent; i++) {
            log.worker(0).ended(Ended.get("/" + i));
        }
        long dropped = log.dropped();
        assertThat(dropped).isBetween(sent - 200L, sent - 1L);

        stuck.countDown();
        log.close();
        assertThat(lines()).hasSize((int) (sent - dropped));
        assertThat(lines().getFirst()).contains("GET /0 ");
    }

    @Test
    void aBrokenOutputIsCountedAndUsedAgainWhenItWorks() {
        Broken broken = new Broken(out);
        AccessLog log = AccessLog.start(LogConfig.DEFAULT, 1, 1 << 14, broken);
        log.worker(0).ended(Ended.get("/lost"));
        await().until(() -> log.dropped() == 1);

        broken.works = true;
        log.worker(0).ended(Ended.get("/kept"));
        log.close();

        assertThat(lines()).singleElement().asString().contains("/kept");
    }

    @Test
    void closingDoesNotWaitForeverForAStuckOutput() {
        AccessLog log = AccessLog.start(LogConfig.DEFAULT, 1, 1 << 14, new Gate(new CountDownLatch(1), out));
        log.worker(0).ended(Ended.get("/"));

        log.close();

        assertThat(lines()).isEmpty();
    }

    @Test
    void offWritesNothingAndAChangeHoldsFromTheNextLineOn() {
        AccessLog log = AccessLog.start(OFF, 1, 1 << 14, out);
        log.worker(0).ended(Ended.get("/unseen"));
        log.configure(LogConfig.DEFAULT);
        log.worker(0).ended(Ended.get("/text"));
        log.configure(JSON);
        log.worker(0).ended(Ended.get("/json"));
        log.close();

        assertThat(lines()).hasSize(2);
        assertThat(lines().getFirst()).contains("\"GET /text HTTP/1.1\"");
        assertThat(LineTest.parse(lines().getLast())).containsEntry("target", "/json");
    }

    private List<String> lines() {
        return out.toString(StandardCharsets.US_ASCII).lines().toList();
    }

    /** Lets nothing through until it is opened. */
    private static final class Gate extends OutputStream {
        private final CountDownLatch opened;
        private final OutputStream out;

        Gate(CountDownLatch opened, OutputStream out) {
            this.opened = opened;
            this.out = out;
        }

        @Override
        public void write(int octet) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            try {
                opened.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            out.write(bytes, from, length);
        }
    }

    /** Fails until it works. */
    private static final class Broken extends OutputStream {
        private final OutputStream out;
        private volatile boolean works;

        Broken(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int octet) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            if (!works) {
                throw new IOException("Broken pipe");
            }
            out.write(bytes, from, length);
        }
    }
}
