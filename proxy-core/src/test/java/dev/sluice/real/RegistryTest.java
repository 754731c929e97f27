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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;

/** A private registry behind Sluice: big layers go up and down in small memory, and nothing touches the disk on the way. */
@Timeout(value = 4, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RegistryTest {
    private static final int MEBIBYTES = 1024;
    private static final long GROWTH = 48L << 20;
    private static final int WARM = 24;
    private static OciLayout image;
    private Path folder;

    @BeforeAll
    static void makeImage() throws IOException {
        RealParts.require("docker-registry");
        RealParts.require("skopeo");
        image = OciLayout.write(Scratch.folder("image"), MEBIBYTES, 1);
    }

    @AfterAll
    static void deleteImage() throws IOException {
        Scratch.delete(Path.of("target/real/image")); // also where it was not made: the programs are missing
    }

    @BeforeEach
    void start() throws IOException {
        folder = Scratch.folder("registry");
    }

    @AfterEach
    void stop() throws IOException {
        for (String large : List.of("pulled", "pulled-slowly", "warm", "images")) {
            Scratch.delete(folder.resolve(large));
        }
    }

    @Test
    void aLargeImageIsPushedAndPulledInSmallMemory(TestReporter reporter) throws Exception {
        try (RegistryProcess registry = RegistryProcess.start(folder);
                SluiceProcess sluice =
                        SluiceProcess.start(folder, "sites: {localhost: \"" + registry.target() + "\"}");
                Throttle line = Throttle.to(sluice.httpsPort(), 40_000_000)) {
            locationsNameTheEdge(sluice);
            trust(sluice);
            warmUp(sluice);
            long rss = sluice.process().rss();
            long written = sluice.process().bytesWritten();
            push(sluice, image.folder(), "large");
            pull(sluice.httpsPort(), "pulled", "large");
            pull(line.port(), "pulled-slowly", "large");
            isWhatWasPushed(layer("pulled"));
            isWhatWasPushed(layer("pulled-slowly"));
            growthIsSmall(sluice, rss, reporter);
            assertThat(sluice.process().bytesWritten() - written)
                    .as("written to disk")
                    .isLessThan(1 << 20);
        }
    }

    @Test
    void aLargeImageIsPushedToASlowRegistryInSmallMemory(TestReporter reporter) throws Exception {
        try (RegistryProcess registry = RegistryProcess.start(folder);
                Throttle slow = Throttle.to(registry.port(), 20_000_000);
                SluiceProcess sluice = SluiceProcess.start(folder, "sites: {localhost: \"" + slow.target() + "\"}")) {
            trust(sluice);
            warmUp(sluice);
            long rss = sluice.process().rss();
            push(sluice, image.folder(), "slow");
            growthIsSmall(sluice, rss, reporter);
        }
    }

    private static void isWhatWasPushed(Path layer) throws IOException {
        Path pushed = OciLayout.layerIn(image.folder(), image.layer());
        assertThat(Files.mismatch(layer, pushed))
                .as("first differing byte of " + layer)
                .isEqualTo(-1);
    }

    private Path layer(String layout) {
        return OciLayout.layerIn(folder.resolve(layout), image.layer());
    }

    private static void growthIsSmall(SluiceProcess sluice, long before, TestReporter reporter) throws IOException {
        long growth = sluice.process().peakRss() - before;
        reporter.publishEntry("memory in MiB", "%d before, grew by at most %d".formatted(before >> 20, growth >> 20));
        assertThat(growth).as("growth of RSS").isLessThan(GROWTH);
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
    private void warmUp(SluiceProcess sluice) throws IOException {
        OciLayout small = OciLayout.write(folder.resolve("warm"), WARM, 3);
        push(sluice, small.folder(), "warm");
        Scratch.delete(folder.resolve("warm"));
        pull(sluice.httpsPort(), "warm", "warm");
    }

    private void trust(SluiceProcess sluice) throws IOException {
        Files.copy(
                sluice.root(), Files.createDirectories(folder.resolve("trust")).resolve("ca.crt"));
    }

    private void push(SluiceProcess sluice, Path layout, String name) throws IOException {
        skopeo("--dest-cert-dir", "oci:" + layout + ":latest", remote(sluice.httpsPort(), name));
    }

    private void pull(int port, String layout, String name) throws IOException {
        skopeo("--src-cert-dir", remote(port, name), "oci:" + folder.resolve(layout) + ":latest");
    }

    private void skopeo(String option, String from, String to) throws IOException {
        String skopeo = RealParts.require("skopeo").toString();
        String trust = folder.resolve("trust").toString();
        ChildProcess.run(
                folder, Duration.ofMinutes(3), List.of(skopeo, "--insecure-policy", "copy", option, trust, from, to));
    }

    private static String remote(int port, String name) {
        return "docker://localhost:" + port + "/" + name + ":latest";
    }
}
