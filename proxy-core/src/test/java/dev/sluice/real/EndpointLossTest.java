package dev.sluice.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.harness.Message;
import dev.sluice.harness.NginxProcess;
import dev.sluice.harness.RawClient;
import dev.sluice.harness.RealParts;
import dev.sluice.harness.SluiceProcess;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Three nginx that die and come back: no request that could safely be repeated fails. */
class EndpointLossTest {
    private static final int CLIENTS = 8;
    private final List<NginxProcess> endpoints = new ArrayList<>();
    private final AtomicIntegerArray served = new AtomicIntegerArray(3);
    private final AtomicInteger requests = new AtomicInteger();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private volatile boolean over;
    private Path folder;

    @BeforeEach
    void start() throws IOException {
        RealParts.require("nginx");
        folder = Scratch.folder("endpoints");
        for (int i = 0; i < 3; i++) {
            endpoints.add(NginxProcess.start(
                    folder.resolve("nginx" + i), "location / { default_type text/plain; return 200 '" + i + "'; }"));
        }
    }

    @AfterEach
    void stop() throws IOException {
        over = true;
        for (NginxProcess endpoint : endpoints) {
            endpoint.close();
        }
    }

    @Test
    void tenThousandGetsSurviveTheKillOfOneOfThreeAndWereEvenBefore() throws Exception {
        try (SluiceProcess sluice = SluiceProcess.start(folder, sites())) {
            List<Thread> clients = load(sluice.plain(), 10_000);
            Awaitility.await().until(() -> requests.get() >= 5_000);
            List<Integer> before = List.of(served.get(0), served.get(1), served.get(2));
            endpoints.getFirst().kill();
            for (Thread client : clients) {
                client.join();
            }
            assertThat(failures).isEmpty();
            assertThat(requests).hasValueGreaterThanOrEqualTo(10_000);
            int even = before.stream().mapToInt(Integer::intValue).sum() / 3;
            assertThat(before).allSatisfy(count -> assertThat(count).isBetween(even * 3 / 4, even * 5 / 4));
        }
    }

    @Test
    void killingAndRestartingEachInTurnFailsNoGet() throws Exception {
        try (SluiceProcess sluice = SluiceProcess.start(folder, sites())) {
            List<Thread> clients = load(sluice.plain(), Integer.MAX_VALUE);
            for (int round = 0; round < 6; round++) {
                NginxProcess endpoint = endpoints.get(round % 3);
                awaitProgress(500);
                if (round < 3) {
                    endpoint.kill();
                } else {
                    endpoint.quit();
                }
                awaitProgress(500);
                endpoint.restart();
                int index = round % 3;
                int before = served.get(index);
                Awaitility.await().until(() -> served.get(index) > before);
            }
            over = true;
            for (Thread client : clients) {
                client.join();
            }
            assertThat(failures).isEmpty();
        }
    }

    private String sites() {
        StringBuilder targets = new StringBuilder();
        for (NginxProcess endpoint : endpoints) {
            targets.append("      - ").append(endpoint.target()).append('\n');
        }
        return "sites:\n  app.test:\n    tls: off\n    to:\n" + targets;
    }

    private void awaitProgress(int more) {
        int before = requests.get();
        Awaitility.await().until(() -> requests.get() >= before + more);
    }

    private List<Thread> load(InetSocketAddress address, int total) {
        List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(Thread.ofVirtual().start(() -> ask(address, total)));
        }
        return clients;
    }

    private void ask(InetSocketAddress address, int total) {
        try (RawClient client = RawClient.plain(address)) {
            while (!over && requests.get() < total) {
                Message answer = client.exchange("GET / HTTP/1.1", "Host: app.test");
                if (answer.status() == 200) {
                    served.incrementAndGet(Integer.parseInt(answer.body()));
                } else {
                    failures.add(answer + " " + answer.body());
                }
                requests.incrementAndGet();
            }
        } catch (IOException e) {
            failures.add(e.toString());
        }
    }
}
