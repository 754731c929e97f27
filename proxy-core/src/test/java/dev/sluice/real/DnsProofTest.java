package dev.sluice.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.harness.BindProcess;
import dev.sluice.harness.Edge;
import dev.sluice.harness.PebbleProcess;
import dev.sluice.harness.PebbleProcess.Options;
import dev.sluice.harness.PebbleProcess.Ports;
import dev.sluice.harness.RawClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Wildcards, proved by records in a real zone. */
@Timeout(120)
class DnsProofTest {

    @Test
    void aWildcardIsProvedByUpdatesOfTheZone() throws Exception {
        Path folder = Scratch.folder("dns-update");
        Ports ports = Ports.free();
        try (BindProcess bind = BindProcess.start(folder.resolve("bind"));
                PebbleProcess pebble = PebbleProcess.start(folder, ports, asking(bind));
                Edge edge = Edge.start(OrdersTest.yaml(
                                ports, pebble.acme("challenges: [dns-01]", dns(bind, BindProcess.SECRET)), folder)
                        + "  \"*.example.com\": {respond: 200, aliases: [example.com]}\n")) {
            OrdersTest.awaitCertificate(edge, pebble.root(), "anything.example.com");
            OrdersTest.awaitCertificate(edge, pebble.root(), "example.com");
            Awaitility.await()
                    .untilAsserted(() -> assertThat(bind.log().lines().filter(line -> line.contains("deleting an RR")))
                            .hasSize(2));
        }
    }

    @Test
    void aWrongKeyIsSaid() throws Exception {
        Path folder = Scratch.folder("dns-key");
        Ports ports = Ports.free();
        try (BindProcess bind = BindProcess.start(folder.resolve("bind"));
                PebbleProcess pebble = PebbleProcess.start(folder, ports, asking(bind));
                Edge edge = Edge.start(
                        OrdersTest.yaml(ports, pebble.acme("challenges: [dns-01]", dns(bind, "d3Jvbmc=")), folder)
                                + "  \"*.example.com\": {respond: 200}\n")) {
            Awaitility.await().untilAsserted(() -> assertThat(edge.status()).contains("NOTAUTH (wrong key"));
        }
    }

    @Test
    void aWildcardIsProvedByAProgramOfTheUser() throws Exception {
        Path folder = Scratch.folder("dns-exec");
        Ports ports = Ports.free();
        try (PebbleProcess pebble = PebbleProcess.start(folder, ports, Options.USUAL)) {
            Path program = folder.resolve("hook");
            Files.writeString(program, """
                    #!/bin/sh
                    case $1 in add) what=set-txt;; *) what=clear-txt;; esac
                    curl -sf -d "{\\"host\\": \\"$2.\\", \\"value\\": \\"$3\\"}" http://127.0.0.1:%d/$what
                    """.formatted(pebble.dnsManagement()));
            Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
            String acme = pebble.acme(
                    "challenges: [dns-01]", "dns: {provider: exec, command: " + program + ", check: \"off\"}");
            try (Edge edge = OrdersTest.start(ports, acme, folder, "*.example.com")) {
                OrdersTest.awaitCertificate(edge, pebble.root(), "x.example.com");
            }
        }
    }

    @Test
    void whatAFailingProgramSaysIsForTheOperatorOnly() throws Exception {
        Path folder = Scratch.folder("dns-exec-fails");
        Ports ports = Ports.free();
        try (PebbleProcess pebble = PebbleProcess.start(folder, ports, Options.USUAL)) {
            Path program = folder.resolve("hook");
            Files.writeString(program, "#!/bin/sh\necho 'login at 10.9.8.7 failed: token s3cret'\nexit 3\n");
            Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
            String acme = pebble.acme(
                    "challenges: [dns-01]", "dns: {provider: exec, command: " + program + ", check: \"off\"}");
            try (Edge edge = OrdersTest.start(ports, acme, folder, "www.example.com")) {
                Awaitility.await()
                        .untilAsserted(
                                () -> assertThat(edge.status()).contains("ended with 3: login at 10.9.8.7 failed"));
                try (RawClient client = edge.tlsClient("www.example.com")) {
                    assertThat(client.exchange("GET / HTTP/1.1", "Host: www.example.com", "Expect: nonsense")
                                    .body())
                            .contains("the DNS record that proves its name is not there yet")
                            .doesNotContain("10.9.8.7")
                            .doesNotContain("s3cret")
                            .doesNotContain("ended with 3");
                }
            }
        }
    }

    private static Options asking(BindProcess bind) {
        return new Options(Map.of(), 86_400 * 90, false, bind.server());
    }

    private static String dns(BindProcess bind, String secret) {
        return "dns: {provider: rfc2136, server: \"%1$s\", key-name: sluice, key-secret: %2$s, check: \"%1$s\"}"
                .formatted(bind.server(), secret);
    }
}
