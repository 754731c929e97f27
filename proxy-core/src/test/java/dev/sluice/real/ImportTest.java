package dev.sluice.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.harness.ChildProcess;
import dev.sluice.harness.PebbleProcess;
import dev.sluice.harness.PebbleProcess.Options;
import dev.sluice.harness.PebbleProcess.Ports;
import dev.sluice.harness.RawClient;
import dev.sluice.harness.RealParts;
import dev.sluice.harness.SluiceProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The day of the move from certbot: what its folder holds is served, and nobody is asked for a new certificate. */
@Timeout(120)
class ImportTest {

    @Test
    void certificatesOfCertbotAreTakenOverWithoutAnOrder() throws Exception {
        Path folder = Scratch.folder("import");
        Path live = Files.createDirectories(folder.resolve("live/www.example.com"));
        Files.createDirectories(folder.resolve("live/broken"));
        openssl(
                live,
                "req -x509 -newkey rsa:2048 -nodes -days 90 -subj /CN=www.example.com"
                        + " -addext subjectAltName=DNS:www.example.com,DNS:example.com -keyout privkey.pem -out fullchain.pem");
        Files.copy(live.resolve("fullchain.pem"), folder.resolve("live/broken/fullchain.pem"));
        Files.writeString(folder.resolve("live/broken/privkey.pem"), "nothing");
        Ports ports = Ports.free();
        try (PebbleProcess pebble = PebbleProcess.start(folder, ports, Options.USUAL)) {
            String sites = pebble.acme() + "sites:\n  www.example.com: {respond: 200, aliases: [example.com]}\n";
            Path file = folder.resolve("import.yaml");
            Files.writeString(file, "data: " + folder.resolve("data") + "\n" + sites);
            List<String> command = new ArrayList<>(SluiceProcess.command());
            command.addAll(List.of("certs", "import", folder.resolve("live").toString(), "--config", file.toString()));
            try (ChildProcess child = ChildProcess.start(folder.resolve("import.log"), java.util.Map.of(), command)) {
                assertThat(child.await(Duration.ofSeconds(30))).isEqualTo(1);
                assertThat(child.output())
                        .contains("taken over: example.com, www.example.com (until ")
                        .contains("left out: " + folder.resolve("live/broken"))
                        .contains("sluice reload");
            }

            try (SluiceProcess sluice = SluiceProcess.start(folder, ports.http(), ports.tls(), sites)) {
                try (RawClient client = RawClient.tls(sluice.tls(), live.resolve("fullchain.pem"), "example.com")) {
                    assertThat(client.exchange("GET / HTTP/1.1", "Host: example.com")
                                    .status())
                            .isEqualTo(200);
                }
                assertThat(pebble.log()).doesNotContain("order-plz");
            }
        }
    }

    private static void openssl(Path folder, String arguments) throws Exception {
        List<String> words = new ArrayList<>(List.of(
                RealParts.require("env").toString(),
                "-C",
                folder.toString(),
                RealParts.require("openssl").toString()));
        words.addAll(List.of(arguments.split(" ", -1)));
        ChildProcess.run(folder, Duration.ofSeconds(20), words);
    }
}
