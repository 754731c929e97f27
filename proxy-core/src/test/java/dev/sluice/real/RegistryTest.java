package dev.sluice.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.harness.ChildProcess;
import dev.sluice.harness.Message;
import dev.sluice.harness.RawClient;
import dev.sluice.harness.RealParts;
import dev.sluice.harness.RegistryProcess;
import dev.sluice.harness.SluiceProcess;
import dev.sluice.harness.Throttle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A private registry behind Sluice: big layers go up and down in small memory, and nothing touches the disk on the way. */
@Timeout(value = 4, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RegistryTest {
    private static final int MEBIBYTES = 1024;
    private static final long GROWTH = 48L << 20;
    private static final long WARM = 24;
    private Path folder;

    @BeforeEach
    void start() throws IOException {
        RealParts.require("docker-registry");
        RealParts.require("skopeo");
        folder = Scratch.folder("registry");
    }

    @AfterEach
    void stop() throws IOException {
        for (String large : List.of("image", "pulled", "warm", "images")) {
            Scratch.delete(folder.resolve(large));
        }
    }

    @Test
    void aLargeImageIsPushedAndPulledInSmallMemory() throws Exception {
        try (RegistryProcess registry = RegistryProcess.start(folder);
                SluiceProcess sluice =
                        SluiceProcess.start(folder, "sites: {localhost: \"" + registry.target() + "\"}")) {
            locationsNameTheEdge(sluice);
            OciLayout image = OciLayout.write(folder.resolve("image"), MEBIBYTES, 1);
            Path trust = trust(sluice);
            warmUp(sluice, trust);
            long rss = sluice.process().rss();
            long written = sluice.process().bytesWritten();
            push(sluice, trust, image.folder(), "large");
            pull(sluice, trust, folder.resolve("pulled"), "large");
            assertThat(OciLayout.layerIn(folder.resolve("pulled"), image.layer()))
                    .hasSize(image.size());
            assertThat(Files.mismatch(
                            OciLayout.layerIn(folder.resolve("pulled"), image.layer()),
                            OciLayout.layerIn(image.folder(), image.layer())))
                    .isEqualTo(-1);
            assertThat(sluice.process().peakRss() - rss).as("growth of RSS").isLessThan(GROWTH);
            assertThat(sluice.process().bytesWritten() - written)
                    .as("written to disk")
                    .isLessThan(1 << 20);
        }
    }

    @Test
    void aLargeImageIsPushedToASlowRegistryInSmallMemory() throws Exception {
        try (RegistryProcess registry = RegistryProcess.start(folder);
                Throttle slow = Throttle.to(registry.port(), 20_000_000);
                SluiceProcess sluice = SluiceProcess.start(folder, "sites: {localhost: \"" + slow.target() + "\"}")) {
            OciLayout image = OciLayout.write(folder.resolve("image"), MEBIBYTES, 2);
            Path trust = trust(sluice);
            warmUp(sluice, trust);
            long rss = sluice.process().rss();
            push(sluice, trust, image.folder(), "slow");
            assertThat(sluice.process().peakRss() - rss).as("growth of RSS").isLessThan(GROWTH);
        }
    }

    private static void locationsNameTheEdge(SluiceProcess sluice) throws IOException {
        String host = "localhost:" + sluice.httpsPort();
        try (RawClient client = RawClient.tls(sluice.tls(), sluice.root(), "localhost")) {
            Message answer =
                    client.exchange("POST /v2/x/blobs/uploads/ HTTP/1.1", "Host: " + host, "Content-Length: 0");
            assertThat(answer.status()).isEqualTo(202);
            assertThat(answer.field("Location")).startsWith("https://" + host + "/v2/x/blobs/uploads/");
        }
    }

    /** What the first transfers load and compile once is no growth by a transfer. */
    private void warmUp(SluiceProcess sluice, Path trust) throws IOException {
        OciLayout small = OciLayout.write(folder.resolve("warm"), (int) WARM, 3);
        push(sluice, trust, small.folder(), "warm");
        Scratch.delete(folder.resolve("warm"));
        pull(sluice, trust, folder.resolve("warm"), "warm");
    }

    private Path trust(SluiceProcess sluice) throws IOException {
        Path trust = Files.createDirectories(folder.resolve("trust"));
        Files.copy(sluice.root(), trust.resolve("ca.crt"));
        return trust;
    }

    private void push(SluiceProcess sluice, Path trust, Path image, String name) throws IOException {
        skopeo("--dest-cert-dir", trust, "oci:" + image + ":latest", remote(sluice, name));
    }

    private void pull(SluiceProcess sluice, Path trust, Path image, String name) throws IOException {
        skopeo("--src-cert-dir", trust, remote(sluice, name), "oci:" + image + ":latest");
    }

    private void skopeo(String option, Path trust, String from, String to) throws IOException {
        String skopeo = RealParts.require("skopeo").toString();
        ChildProcess.run(
                folder,
                Duration.ofMinutes(4),
                List.of(skopeo, "--insecure-policy", "copy", option, trust.toString(), from, to));
    }

    private static String remote(SluiceProcess sluice, String name) {
        return "docker://localhost:" + sluice.httpsPort() + "/" + name + ":latest";
    }
}
