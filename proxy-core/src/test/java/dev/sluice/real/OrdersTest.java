package dev.sluice.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.harness.Edge;
import dev.sluice.harness.PebbleProcess;
import dev.sluice.harness.RawClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Certificates ordered from a real CA for tests, seen on the wire. */
@Timeout(120)
class OrdersTest {

    @ParameterizedTest
    @ValueSource(strings = {"http-01", "tls-alpn-01"})
    void aNameHasItsCertificateByThisKindOfProofAlone(String kind) throws Exception {
        Path folder = Scratch.folder("orders-" + kind);
        PebbleProcess.Ports ports = PebbleProcess.Ports.free();
        try (PebbleProcess pebble = PebbleProcess.start(folder, ports, PebbleProcess.Options.USUAL);
                Edge edge = Edge.start(yaml(ports, pebble.acme("challenges: [" + kind + "]"), folder)
                        + "  www.example.com: {respond: 200}\n")) {
            awaitCertificate(edge, pebble.root(), "www.example.com");
            assertThat(pebble.count("Issued certificate")).isEqualTo(1);
        }
    }

    static void awaitCertificate(Edge edge, Path root, String name) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> served(edge, root, name));
    }

    static boolean served(Edge edge, Path root, String name) {
        try (RawClient client = RawClient.tls(edge.tls(), root, name)) {
            return client.exchange("GET / HTTP/1.1", "Host: " + name).status() == 200;
        } catch (IOException e) {
            return false; // another certificate yet
        }
    }

    static String yaml(PebbleProcess.Ports ports, String acme, Path folder) {
        return "listen: {http: \"127.0.0.1:%d\", https: \"127.0.0.1:%d\", admin: \"127.0.0.1:0\"}\ndata: %s\n%ssites:\n"
                .formatted(ports.http(), ports.tls(), folder.resolve("data"), acme);
    }
}
