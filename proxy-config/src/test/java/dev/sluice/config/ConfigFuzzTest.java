package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.file.Path;
import java.util.Map;

/**
 * Runs the stored inputs as a part of the suite. To search for new ones, for the time that the annotation names:
 *
 * <pre>{@code
 * JAZZER_FUZZ=1 mvn test -pl proxy-config -Dtest=ConfigFuzzTest -Dfuzz.hooks=true
 * }</pre>
 */
class ConfigFuzzTest {

    private static final long SECOND = 1_000_000_000L;

    @FuzzTest(maxDuration = "10m")
    void neverThrowsAndNeverDawdles(byte[] content) {
        long start = System.nanoTime();
        Loaded loaded = ConfigLoader.load(
                content, Path.of("fuzz.yaml"), Environment.of(Map.of("A", "app:80", "NL", "\n- b: {c", "STAR", "*")));
        if (loaded instanceof Loaded.Bad bad) {
            assertThat(bad.problems())
                    .isNotEmpty()
                    .allSatisfy(problem -> assertThat(problem.render()).isNotBlank());
        }
        assertThat(System.nanoTime() - start).isLessThan(5 * SECOND); // instrumented code is several times slower
    }
}
