package dev.sluice.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.config.Config;
import dev.sluice.config.ConfigLoader;
import dev.sluice.config.Environment;
import dev.sluice.config.Loaded;
import dev.sluice.worker.Allotment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How much there is depends on the machine; what a configuration changes in it does not. */
@SuppressWarnings("NullAway.Init") // set before each test
final class AllotmentsTest {
    private static final int KB = 1024;

    @TempDir
    private Path folder;

    @AfterEach
    void forgetProperties() {
        for (String each : List.of("heap", "native", "descriptors")) {
            System.clearProperty("sluice.max." + each);
        }
    }

    /** Sites, routes of each, and what they take from that of a single site with a single route, in KB on the heap and outside. */
    @ParameterizedTest
    @CsvSource({
        "1, 1, 0, 0",
        "1, 11, 20, 0",
        "11, 1, 180, 100",
        "11, 3, 224, 100",
        "501, 2, 10002, 5000",
    })
    void everySiteAndRouteLeavesLessForClients(int sites, int routes, double heap, long outside) throws Exception {
        Allotment least = Allotments.of(config(1, 1, ""), 1);
        Allotment found = Allotments.of(config(sites, routes, ""), 1);
        // of the heap that is left clients get seven tenths
        assertThat(least.heap() - found.heap()).isCloseTo((long) (heap * KB * 0.7), within(2L));
        assertThat(least.nativeBytes() - found.nativeBytes()).isEqualTo(outside * KB);
        assertThat(found.descriptors()).isEqualTo(least.descriptors());
    }

    @Test
    void clientsGetNoMoreThanAPartOfWhatThereIs() throws Exception {
        long most = Math.min(Runtime.getRuntime().maxMemory(), Allotments.MAX_HEAP);
        Allotment one = Allotments.of(config(1, 1, ""), 1);
        assertThat(one.heap()).isBetween(2L * KB * KB, most * 7 / 10);
        assertThat(one.nativeBytes()).isBetween(4L * KB * KB, most / 3);
        assertThat(one.descriptors()).isGreaterThanOrEqualTo(128);
    }

    @ParameterizedTest
    @CsvSource({"1", "2", "3", "16"})
    void workersSharePartForPart(int workers) throws Exception {
        Config config = config(3, 2, "limits: {connections: 100}\n");
        Allotment all = Allotments.of(config, 1);
        assertThat(Allotments.of(config, workers))
                .isEqualTo(new Allotment(
                        all.heap() / workers, all.nativeBytes() / workers, all.descriptors() / workers, 100 / workers));
    }

    @ParameterizedTest
    @CsvSource({"0, 4, 2147483647", "1, 1, 1", "1, 4, 1", "7, 2, 3", "8, 2, 4"})
    void connectionsAreUnlimitedUnlessConfiguredAndEachWorkerHasOne(int configured, int workers, int each)
            throws Exception {
        String limits = configured == 0 ? "" : "limits: {connections: " + configured + "}\n";
        assertThat(Allotments.of(config(1, 1, limits), workers).connections()).isEqualTo(each);
    }

    @Test
    void propertiesHaveTheLastWordHoweverLittleTheyLeave() throws Exception {
        System.setProperty("sluice.max.heap", "3000");
        System.setProperty("sluice.max.native", "2000");
        System.setProperty("sluice.max.descriptors", "100");
        assertThat(Allotments.of(config(200, 3, "limits: {connections: 50}\n"), 2))
                .isEqualTo(new Allotment(1500, 1000, 50, 25));
    }

    @ParameterizedTest
    @CsvSource({"heap", "native", "descriptors"})
    void aPropertyChangesNothingBesideItsOwn(String name) throws Exception {
        Config config = config(2, 2, "");
        Allotment usual = Allotments.of(config, 2);
        System.setProperty("sluice.max." + name, "5000");
        assertThat(Allotments.of(config, 2))
                .isEqualTo(
                        switch (name) {
                            case "heap" ->
                                new Allotment(2500, usual.nativeBytes(), usual.descriptors(), usual.connections());
                            case "native" ->
                                new Allotment(usual.heap(), 2500, usual.descriptors(), usual.connections());
                            default -> new Allotment(usual.heap(), usual.nativeBytes(), 2500, usual.connections());
                        });
    }

    private Config config(int sites, int routes, String keys) throws IOException {
        StringBuilder text = new StringBuilder("listen: {admin: off}\nacme: off\n" + keys + "sites:\n");
        for (int i = 0; i < sites; i++) {
            text.append("  s").append(i).append(".test:\n    tls: off\n    routes:\n      /: {respond: 200}\n");
            for (int k = 1; k < routes; k++) {
                text.append("      /r").append(k).append(": {respond: 200}\n");
            }
        }
        Path file = folder.resolve("sluice.yaml");
        Files.writeString(file, text);
        Loaded loaded = ConfigLoader.load(file, Environment.of(Map.of()));
        assertThat(loaded).isInstanceOf(Loaded.Good.class);
        return ((Loaded.Good) loaded).config();
    }
}
