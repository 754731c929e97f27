package dev.sluice.real;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** An empty folder under {@code target/real}, kept after a test for its logs; what is large is to be deleted by the test. */
final class Scratch {
    private Scratch() {}

    /** An empty folder of this name. */
    static Path folder(String name) throws IOException {
        Path folder = Path.of("target/real", name).toAbsolutePath();
        delete(folder);
        return Files.createDirectories(folder);
    }

    /** Deletes a folder with all that is in it; fine where there is none. */
    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
