package dev.sluice.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.harness.ChildProcess;
import dev.sluice.harness.NginxProcess;
import dev.sluice.harness.RawClient;
import dev.sluice.harness.RealParts;
import dev.sluice.harness.SluiceProcess;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/** A thousand clients that send one byte of a head every five seconds: cut before it is whole, while all others are answered. */
class SlowHeadersTest {
    private static final int CLIENTS = 1000;

    @Test
    void slowClientsAreCutAndAllOthersAreAnswered(TestReporter reporter) throws Exception {
        RealParts.require("wrk");
        Path folder = Scratch.folder("slow-headers");
        Queue<Duration> cut = new ConcurrentLinkedQueue<>();
        try (NginxProcess backend = NginxProcess.start(
                        folder.resolve("nginx"), "location / { default_type text/plain; return 200 hello; }");
                SluiceProcess sluice = SluiceProcess.start(
                        folder, "sites: {app.test: {tls: off, to: \"" + backend.target() + "\"}}")) {
            p99(folder, sluice);
            double alone = p99(folder, sluice);
            List<Thread> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                RawClient client = RawClient.plain(sluice.plain());
                clients.add(Thread.ofVirtual().start(() -> drip(client, cut)));
            }
            double beside = p99(folder, sluice);
            for (Thread client : clients) {
                client.join();
            }
            reporter.publishEntry("p99 in ms", "%.2f alone, %.2f beside".formatted(alone, beside));
            assertThat(cut).hasSize(CLIENTS);
            reporter.publishEntry("cut after", Collections.min(cut) + " to " + Collections.max(cut));
            assertThat(cut).as("for being slow, not for want of room").allMatch(time -> time.toSeconds() >= 5);
        }
    }

    /** Asks for three seconds; each request must be answered. */
    private static double p99(Path folder, SluiceProcess sluice) throws IOException {
        InetSocketAddress address = sluice.plain();
        String url = "http://127.0.0.1:" + address.getPort() + "/";
        String output = ChildProcess.run(folder, Duration.ofSeconds(60), Wrk.command(8, 3, "app.test", url));
        assertThat(output).doesNotContain("Non-2xx", "Socket errors");
        return Wrk.p99Millis(output);
    }

    private static void drip(RawClient client, Queue<Duration> cut) {
        long start = System.nanoTime();
        try (client) {
            for (byte b : "GET / HTTP/1.1".getBytes(java.nio.charset.StandardCharsets.US_ASCII)) {
                client.send(new byte[] {b});
                client.expectSilence(Duration.ofSeconds(5));
            }
        } catch (IOException | AssertionError ended) {
            cut.add(Duration.ofNanos(System.nanoTime() - start));
        }
    }
}
