package dev.sluice.real;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.TestReporter;

/** What was measured: told to whoever runs the test, and kept in a file. */
final class Figures {
    private Figures() {}

    /** Adds a line to the file {@code figures} of the folder. */
    static void note(Path folder, TestReporter reporter, String what, String figure) throws IOException {
        reporter.publishEntry(what, figure);
        Files.writeString(
                folder.resolve("figures"),
                what + ": " + figure + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }
}
