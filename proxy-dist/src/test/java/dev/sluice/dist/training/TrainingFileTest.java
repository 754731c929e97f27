package dev.sluice.dist.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrainingFileTest {
    private static final TrainingFile FILE =
            new TrainingFile(Path.of("/tmp/it's here/data"), 14000, Path.of("/tmp/ca.pem"), 8080);

    @Test
    void everyNameHasASiteBeforeTheBackend() {
        assertThat(FILE.text(List.of("a.test", "b.test")))
                .contains("\n  a.test: 127.0.0.1:8080\n  b.test: 127.0.0.1:8080\n  localhost:\n")
                .contains("directory: \"https://localhost:14000/directory\"");
    }

    @Test
    void anApostropheInAPathDoesNotEndTheText() {
        assertThat(FILE.text(List.of())).contains("data: '/tmp/it''s here/data'\n");
    }
}
