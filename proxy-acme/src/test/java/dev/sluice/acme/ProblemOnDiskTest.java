package dev.sluice.acme;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.Config;
import dev.sluice.config.ConfigLoader;
import dev.sluice.config.Environment;
import dev.sluice.config.Loaded;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProblemOnDiskTest {
    @TempDir
    Path folder;

    @Test
    void theSentenceOfTheLastFailureIsToldForEveryNameOfTheCertificate() throws Exception {
        Config config = config();
        assertThat(AcmeClient.problem(config, folder.resolve("none"), "www.example.com"))
                .isEmpty();
        assertThat(folder.resolve("none")).doesNotExist();
        WantedCertificate wanted = new WantedCertificate(List.of("www.example.com", "example.com"));
        try (Storage storage = Storage.open(folder)) {
            Attempts.load(storage, wanted)
                    .failed(new AcmeProblem(Cause.VALIDATION, "the name points elsewhere"), Instant.now(), false);
            assertThat(AcmeClient.problem(config, folder, "example.com")).isEqualTo("the name points elsewhere");
            assertThat(AcmeClient.problem(config, folder, "other.example.com")).isEmpty();
            assertThat(AcmeClient.problem(config, folder, "x.example.org")).startsWith("a wildcard can be proved");
        }
    }

    @Test
    void theCauseOfTheLastFailureOutlivesTheProcess() throws Exception {
        WantedCertificate wanted = new WantedCertificate(List.of("www.example.com"));
        try (Storage storage = Storage.open(folder)) {
            assertThat(Attempts.load(storage, wanted).cause()).isNull();
            for (Cause cause : Cause.values()) {
                Attempts.load(storage, wanted).failed(new AcmeProblem(cause, "x"), Instant.now(), false);
                assertThat(Attempts.load(storage, wanted).cause()).isEqualTo(cause);
            }
            Attempts.load(storage, wanted).succeeded(null, Duration.ofDays(90), Instant.now());
            assertThat(Attempts.load(storage, wanted).cause()).isNull();
        }
    }

    @Test
    void aFailureOfAnotherVersionHasTheGeneralCause() throws Exception {
        WantedCertificate wanted = new WantedCertificate(List.of("www.example.com"));
        try (Storage storage = Storage.open(folder)) {
            StateFile old = storage.state(wanted);
            old.put("problem", "the name points elsewhere");
            storage.saveState(wanted, old);
            assertThat(Attempts.load(storage, wanted).cause()).isEqualTo(Cause.OWN);
        }
    }

    private static Config config() {
        String yaml = """
                sites:
                  www.example.com: {respond: 200, aliases: [example.com]}
                  "*.example.org": {respond: 200}
                """;
        Loaded loaded = ConfigLoader.load(
                yaml.getBytes(StandardCharsets.UTF_8), Path.of("sluice.yaml"), Environment.of(Map.of()));
        return ((Loaded.Good) loaded).config();
    }
}
