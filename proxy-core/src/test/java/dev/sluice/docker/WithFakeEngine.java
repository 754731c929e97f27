package dev.sluice.docker;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Each test has an engine of its own, which says what it is told to. */
@SuppressWarnings("NullAway.Init") // set before each test
abstract class WithFakeEngine {
    @TempDir
    Path folder;

    FakeEngine fake;

    @BeforeEach
    void startTheEngine() throws IOException {
        fake = new FakeEngine(folder.resolve("s"));
    }

    @AfterEach
    void endTheEngine() throws IOException {
        fake.close();
    }
}
