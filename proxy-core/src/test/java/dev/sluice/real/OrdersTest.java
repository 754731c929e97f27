package dev.sluice.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.harness.Edge;
import dev.sluice.harness.PebbleProcess;
import dev.sluice.harness.PebbleProcess.Options;
import dev.sluice.harness.PebbleProcess.Ports;
import dev.sluice.harness.RawClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Certificates ordered from a real CA for tests, seen on the wire. */
@Timeout(180)
class OrdersTest {

    @ParameterizedTest
    @ValueSource(strings = {"http-01", "tls-alpn-01"})
    void aNameHasItsCertificateByThisKindOfProofAlone(String kind) throws Exception {
        Path folder = Scratch.folder("orders-" + kind);
        Ports ports = Ports.free();
        try (PebbleProcess pebble = PebbleProcess.start(folder, ports, Options.USUAL);
                Edge edge = start(ports, pebble.acme("challenges: [" + kind + "]"), folder, "www.example.com")) {
            awaitCertificate(edge, pebble.root(), "www.example.com");
            assertThat(pebble.count("Issued certificate")).isEqualTo(1);
        }
    }

    @Test
    void whatIsOnDiskIsServedWithoutAskingTheCa() throws Exception {
        Path folder = Scratch.folder("orders-disk");
        Ports ports = Ports.free();
        try (PebbleProcess pebble = PebbleProcess.start(folder, ports, Options.USUAL)) {
            Path root = pebble.root();
            try (Edge edge = start(ports, pebble.acme(), folder, "www.example.com")) {
                awaitCertificate(edge, root, "www.example.com");
            }
            pebble.kill();
            try (Edge edge = start(ports, pebble.acme(), folder, "www.example.com")) {
                assertThat(served(edge, root, "www.example.com")).isTrue();
            }
        }
        try (var files = Files.walk(folder.resolve("data/acme"))) {
            assertThat(files.filter(Files::isRegularFile))
                    .isNotEmpty()
                    .filteredOn(file -> !file.endsWith("lock"))
                    .allSatisfy(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .isEqualTo("rw-------"));
        }
    }

    @Test
    void aKindOfProofThatFailsIsFollowedByTheOtherAtOnce() throws Exception {
        Path folder = Scratch.folder("orders-kinds");
        Ports ports = Ports.free();
        Ports seen = new Ports(ports.http(), Ports.free().tls());
        try (PebbleProcess pebble = PebbleProcess.start(folder, seen, Options.USUAL);
                Edge edge =
                        start(ports, pebble.acme("challenges: [tls-alpn-01, http-01]"), folder, "www.example.com")) {
            awaitCertificate(edge, pebble.root(), "www.example.com");
            assertThat(pebble.count("Issued certificate")).isEqualTo(1);
        }
    }

    @Test
    void oneNameOfFiftyFailsAndLeavesTheOthersAlone() throws Exception {
        Path folder = Scratch.folder("orders-fifty");
        Ports ports = Ports.free();
        String[] names = new String[50];
        for (int i = 0; i < names.length; i++) {
            names[i] = "n" + i + ".example.com";
        }
        try (PebbleProcess pebble = PebbleProcess.start(folder, ports, Options.USUAL)) {
            pebble.dns("set-servfail", "{\"host\": \"n7.example.com.\"}");
            try (Edge edge = start(ports, pebble.acme(), folder, names)) {
                Path root = pebble.root();
                for (int i = 0; i < names.length; i++) {
                    if (i != 7) {
                        awaitCertificate(edge, root, names[i]);
                    }
                }
                Awaitility.await().until(() -> edge.status().contains("\"problem\":\"n7.example.com: "));
                assertThat(served(edge, root, "n7.example.com")).isFalse();
                assertThat(edge.metrics())
                        .contains("sluice_acme_failures{names=\"n7.example.com\"} ")
                        .contains("sluice_acme_failures{names=\"n8.example.com\"} 0");
                assertThat(pebble.count("Issued certificate")).isEqualTo(49);
            }
        }
    }

    @Test
    void anAliasThatFailsLeavesTheSiteItsCertificate() throws Exception {
        Path folder = Scratch.folder("orders-alias");
        Ports ports = Ports.free();
        try (PebbleProcess pebble = PebbleProcess.start(folder, ports, Options.USUAL)) {
            pebble.dns("set-servfail", "{\"host\": \"old.example.com.\"}");
            String yaml = yaml(ports, pebble.acme(), folder)
                    + "  www.example.com: {respond: 200, aliases: [old.example.com, example.com]}\n";
            try (Edge edge = Edge.start(yaml)) {
                awaitCertificate(edge, pebble.root(), "www.example.com");
                awaitCertificate(edge, pebble.root(), "example.com");
                Awaitility.await().until(() -> edge.status().contains("\"problem\":\"old.example.com: "));
            }
        }
    }

    @Test
    void noncesThatAreRejectedAndACaThatIsAwayLoseNothing() throws Exception {
        Path folder = Scratch.folder("orders-away");
        Ports ports = Ports.free();
        Options rough = new Options(Map.of("PEBBLE_WFE_NONCEREJECT", "30"), 86_400 * 90, false, "");
        String[] names = {
            "a.example.com", "b.example.com", "c.example.com", "d.example.com", "e.example.com", "f.example.com"
        };
        try (PebbleProcess pebble = PebbleProcess.start(folder, ports, rough);
                Edge edge = start(ports, pebble.acme(), folder, names)) {
            Path root = pebble.root();
            Awaitility.await().until(() -> pebble.count("Issued certificate") >= 1);
            pebble.freeze();
            long back = System.nanoTime() + Duration.ofSeconds(10).toNanos();
            Awaitility.await().atMost(Duration.ofSeconds(15)).until(() -> System.nanoTime() > back);
            pebble.thaw();
            for (String name : names) {
                awaitCertificate(edge, root, name);
            }
            assertThat(pebble.count("Issued certificate")).isEqualTo(names.length);
            assertThat(pebble.count("Added order")).isEqualTo(names.length);
        }
    }

    @Test
    void aCaThatWantsAnExternalAccountGetsIt() throws Exception {
        Path folder = Scratch.folder("orders-eab");
        Ports ports = Ports.free();
        Options options = new Options(Map.of(), 86_400 * 90, true, "");
        try (PebbleProcess pebble = PebbleProcess.start(folder, ports, options);
                Edge edge = start(ports, pebble.acme("eab: " + PebbleProcess.EAB), folder, "www.example.com")) {
            awaitCertificate(edge, pebble.root(), "www.example.com");
        }
    }

    @Test
    void theNextCaIsAskedWhereTheFirstDoesNotAnswer() throws Exception {
        Path folder = Scratch.folder("orders-fallback");
        Ports ports = Ports.free();
        try (PebbleProcess pebble = PebbleProcess.start(folder, ports, Options.USUAL)) {
            String acme = pebble.acme("fallback: [\"" + pebble.directory() + "\"]")
                    .replaceFirst(
                            "directory: \\S+",
                            "directory: https://localhost:" + Ports.free().http() + "/dir");
            try (Edge edge = start(ports, acme, folder, "www.example.com")) {
                awaitCertificate(edge, pebble.root(), "www.example.com");
            }
        }
    }

    static Edge start(Ports ports, String acme, Path folder, String... names) throws Exception {
        StringBuilder sites = new StringBuilder();
        for (String name : names) {
            sites.append("  \"").append(name).append("\": {respond: 200}\n");
        }
        return Edge.start(yaml(ports, acme, folder) + sites);
    }

    static void awaitCertificate(Edge edge, Path root, String name) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> served(edge, root, name));
    }

    static boolean served(Edge edge, Path root, String name) {
        try (RawClient client = RawClient.tls(edge.tls(), root, name)) {
            return client.exchange("GET / HTTP/1.1", "Host: " + name).status() == 200;
        } catch (IOException e) {
            return false; // another certificate yet
        }
    }

    static String yaml(Ports ports, String acme, Path folder) {
        return "listen: {http: \"127.0.0.1:%d\", https: \"127.0.0.1:%d\", admin: \"127.0.0.1:0\"}\ndata: %s\n%ssites:\n"
                .formatted(ports.http(), ports.tls(), folder.resolve("data"), acme);
    }
}
