package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Each {@code bad/NAME.yaml} must be refused with exactly the text of {@code bad/NAME.txt}. After a wanted change run with
 * {@code -Dgolden.update=true} and read the difference before it is committed.
 */
class BadFilesTest {

    private static final Path FOLDER = Path.of("src/test/resources/bad").toAbsolutePath();
    private static final Map<String, String> VARIABLES = Map.of(
            "SECRET", "hunter2*/", "TARGET", "app:80", "MAP", "{www.example.com: app:80}", "BREAK", "hunter2\nX-B: 1");

    @TestFactory
    Stream<DynamicTest> isRefusedWithTheseMessages() throws IOException {
        return files().stream()
                .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> check(file)));
    }

    @Test
    void coversAtLeastSixtyMistakes() throws IOException {
        assertThat(files()).hasSizeGreaterThanOrEqualTo(60);
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> all = Files.list(FOLDER)) {
            return all.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }

    private static void check(Path file) throws IOException {
        String found = render(ConfigLoader.load(file, Environment.of(VARIABLES)));
        Path expected = Path.of(file.toString().replace(".yaml", ".txt"));
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(expected, found);
        }
        assertThat(found).doesNotContain("hunter2").isEqualTo(Files.readString(expected));
    }

    private static String render(Loaded loaded) {
        return switch (loaded) {
            case Loaded.Good good -> "no problem found\n";
            case Loaded.Bad bad ->
                bad.problems().stream()
                        .map(problem -> shorten(problem.render()) + "\n")
                        .collect(Collectors.joining());
        };
    }

    private static String shorten(String text) {
        return text.replace(FOLDER + "/", "").replace(FOLDER.getParent() + "/", "…/");
    }
}
