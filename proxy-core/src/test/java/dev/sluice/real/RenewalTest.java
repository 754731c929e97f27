package dev.sluice.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.harness.ChildProcess;
import dev.sluice.harness.PebbleProcess;
import dev.sluice.harness.PebbleProcess.Options;
import dev.sluice.harness.PebbleProcess.Ports;
import dev.sluice.harness.RawClient;
import dev.sluice.harness.RealParts;
import dev.sluice.harness.SluiceProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sluice as users run it, with certificates that live for seconds: renewed under load, and killed at any moment. */
@Timeout(600)
class RenewalTest {
    private static final List<String> NAMES = List.of("a.example.com", "b.example.com", "c.example.com");

    @Test
    void fromAnEmptyFolderToACertificateOnTheWireTakesLittle() throws Exception {
        Path folder = Scratch.folder("renewal-speed");
        Ports ports = Ports.free();
        try (PebbleProcess pebble = PebbleProcess.start(folder, ports, Options.USUAL)) {
            Path root = pebble.root();
            long start = System.nanoTime();
            try (SluiceProcess sluice =
                    SluiceProcess.start(folder, ports.http(), ports.tls(), sites(pebble, "challenges: [http-01]"))) {
                Awaitility.await()
                        .pollInterval(Duration.ofMillis(5))
                        .atMost(Duration.ofSeconds(30))
                        .until(() -> served(sluice, root, NAMES.getFirst()));
                long millis = (System.nanoTime() - start) / 1_000_000;
                System.out.println("from start to a certificate on the wire: " + millis + " ms");
                assertThat(millis).isLessThan(30_000); // the bar is for a quiet machine
                assertThat(sluice.process().alive()).isTrue();
            }
        }
    }

    @Test
    void underLoadNoRequestFailsAndOpenConnectionsGoOn() throws Exception {
        RealParts.require("wrk");
        Path folder = Scratch.folder("renewal-load");
        Ports ports = Ports.free();
        Options shortLives = new Options(Map.of(), 30, false, "");
        try (PebbleProcess pebble = PebbleProcess.start(folder, ports, shortLives);
                SluiceProcess sluice = SluiceProcess.start(
                        folder, ports.http(), ports.tls(), sites(pebble) + "  127.0.0.1: {respond: 200}\n")) {
            Path root = pebble.root();
            for (String name : NAMES) {
                awaitCertificate(sluice, root, name);
            }
            Awaitility.await().until(() -> issued(sluice) > NAMES.size());
            try (RawClient open = RawClient.tls(sluice.tls(), root, NAMES.getFirst());
                    ChildProcess wrk = ChildProcess.start(
                            folder.resolve("wrk.log"),
                            Map.of(),
                            Wrk.command(32, 20, "127.0.0.1", "https://127.0.0.1:" + ports.tls() + "/"))) {
                assertThat(open.exchange("GET / HTTP/1.1", "Host: " + NAMES.getFirst())
                                .status())
                        .isEqualTo(200);
                long before = issued(sluice);
                Awaitility.await()
                        .atMost(Duration.ofSeconds(40))
                        .until(() -> issued(sluice) >= before + NAMES.size() + 1);
                assertThat(open.exchange("GET / HTTP/1.1", "Host: " + NAMES.getFirst())
                                .status())
                        .isEqualTo(200);
                assertThat(wrk.await(Duration.ofSeconds(40))).isZero();
                assertThat(wrk.output()).contains("requests in").doesNotContain("Socket errors", "Non-2xx");
            }
        }
    }

    /** {@code -Dsluice.kills=100} for the whole of it. Every other kill falls into an order that is under way. */
    @Test
    void killedAtAnyMomentItLosesNothing() throws Exception {
        Path folder = Scratch.folder("renewal-kill");
        Path certificates = folder.resolve("data/acme/certificates");
        Ports ports = Ports.free();
        Random random = new Random(7);
        Options shortLives = new Options(Map.of(), 16, false, "");
        try (PebbleProcess pebble = PebbleProcess.start(folder, ports, shortLives)) {
            int kills = Integer.getInteger("sluice.kills", 12);
            int underWay = 0;
            for (int i = 0; i < kills; i++) {
                try (SluiceProcess sluice = SluiceProcess.start(folder, ports.http(), ports.tls(), sites(pebble))) {
                    if (i % 2 == 0) {
                        Awaitility.await()
                                .atMost(Duration.ofSeconds(60))
                                .pollInterval(Duration.ofMillis(2))
                                .until(() -> !files(certificates, ".order").isEmpty());
                    }
                    long until = System.nanoTime() + random.nextLong(i % 2 == 0 ? 300_000_000L : 3_000_000_000L);
                    Awaitility.await().pollInterval(Duration.ofMillis(2)).until(() -> System.nanoTime() > until);
                    sluice.process().signalGroup("KILL");
                    sluice.process().await(Duration.ofSeconds(10));
                    underWay += files(certificates, ".order").isEmpty() ? 0 : 1;
                }
            }
            System.out.println(underWay + " of " + kills + " kills fell into an order");
            assertThat(underWay).isGreaterThan(kills / 6);
            try (SluiceProcess sluice = SluiceProcess.start(folder, ports.http(), ports.tls(), sites(pebble))) {
                Path root = pebble.root();
                for (String name : NAMES) {
                    awaitCertificate(sluice, root, name);
                }
                assertThat(sluice.process().output()).doesNotContain("damaged");
            }
            assertThat(pebble.log()).doesNotContain("There are now 2 accounts");
            assertThat(files(certificates, ".pem"))
                    .hasSize(NAMES.size())
                    .allSatisfy(file -> assertThat(Files.readString(file))
                            .contains("BEGIN PRIVATE KEY")
                            .contains("BEGIN CERTIFICATE"));
        }
    }

    private static List<Path> files(Path folder, String end) throws IOException {
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (var all = Files.list(folder)) {
            return all.filter(file -> file.toString().endsWith(end)).toList();
        }
    }

    private static long issued(SluiceProcess sluice) throws IOException {
        return sluice.process()
                .output()
                .lines()
                .filter(line -> line.contains(": issued, "))
                .count();
    }

    private static void awaitCertificate(SluiceProcess sluice, Path root, String name) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> served(sluice, root, name));
    }

    private static boolean served(SluiceProcess sluice, Path root, String name) {
        try (RawClient client = RawClient.tls(sluice.tls(), root, name)) {
            return client.exchange("GET / HTTP/1.1", "Host: " + name).status() == 200;
        } catch (IOException e) {
            return false; // another certificate yet
        }
    }

    private static String sites(PebbleProcess pebble, String... keys) {
        StringBuilder yaml = new StringBuilder(pebble.acme(keys)).append("sites:\n");
        NAMES.forEach(name -> yaml.append("  ").append(name).append(": {respond: 200}\n"));
        return yaml.toString();
    }
}
