package dev.sluice.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.harness.ChildProcess;
import dev.sluice.harness.RawBackend;
import dev.sluice.harness.RawClient;
import dev.sluice.harness.RealParts;
import dev.sluice.harness.SluiceProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Forty reloads in twelve seconds under load over TLS, every fourth file bad: nobody notices. */
class ReloadUnderLoadTest {

    @Test
    void noRequestFailsAndNoTunnelDrops() throws Exception {
        RealParts.require("wrk");
        Path folder = Scratch.folder("reload");
        try (RawBackend backend = RawBackend.start(peer -> {
                    for (var request = peer.requestOrEnd(); request != null; request = peer.requestOrEnd()) {
                        if (request.field("Upgrade") != null) {
                            peer.send(
                                    "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n");
                            while (true) {
                                peer.send(peer.exactBytes(4));
                            }
                        }
                        peer.respondOk("hello");
                    }
                });
                SluiceProcess sluice = SluiceProcess.start(folder, sites(backend, 0));
                RawClient tunnel = RawClient.tls(sluice.tls(), sluice.root(), "localhost")) {
            tunnel.sendHead("GET / HTTP/1.1", "Host: localhost", "Connection: Upgrade", "Upgrade: tcp");
            assertThat(tunnel.response().status()).isEqualTo(101);
            try (ChildProcess wrk = ChildProcess.start(
                    folder.resolve("wrk.log"),
                    Map.of(),
                    Wrk.command(32, 14, "localhost", "https://localhost:" + sluice.httpsPort() + "/"))) {
                long start = System.nanoTime();
                for (int i = 1; i <= 40; i++) {
                    sluice.reload(i % 4 == 0 ? "sites: {localhost: {balanse: x}}\n" : sites(backend, i));
                    tunnel.send("ping");
                    assertThat(tunnel.exactly(4)).isEqualTo("ping");
                    long due = start + i * Duration.ofMillis(300).toNanos();
                    Awaitility.await().pollInterval(Duration.ofMillis(5)).until(() -> System.nanoTime() >= due);
                }
                assertThat(wrk.await(Duration.ofSeconds(30))).isZero();
                assertThat(wrk.output()).contains("requests in").doesNotContain("Socket errors", "Non-2xx");
            }
            sluice.reload(sites(backend, 41));
            Awaitility.await()
                    .untilAsserted(() ->
                            assertThat(sluice.served("localhost", "/version")).isEqualTo("41"));
            assertThat(sluice.process().output()).contains("balanse");
        }
    }

    private static String sites(RawBackend backend, int version) {
        return """
                sites:
                  localhost:
                    to: %s
                    routes:
                      /version: {respond: {status: 200, body: "%d"}}
                """.formatted(backend.target(), version);
    }
}
