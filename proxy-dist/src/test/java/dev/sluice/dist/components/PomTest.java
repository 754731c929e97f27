package dev.sluice.dist.components;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PomTest {
    private static final String PARENT = """
            <parent><groupId>org.example</groupId><artifactId>parent</artifactId><version>1</version></parent>
            """;

    @TempDir
    Path folder;

    private Repository repository;

    @BeforeEach
    void makeTheRepository() {
        repository = new Repository(folder);
    }

    @Test
    void groupAndVersionComeFromTheParentIfTheJarsOwnDescriptionHasNone() throws IOException {
        Pom pom = Pom.of(repository.add("org.example", "part", "1", PARENT));

        assertThat(List.of(pom.group(), pom.artifact(), pom.version())).containsExactly("org.example", "part", "1");
    }

    @Test
    void licencesComeFromTheParentIfTheJarsOwnDescriptionHasNone() throws IOException {
        repository.add("org.example", "parent", "1", """
                <groupId>org.example</groupId><version>1</version>
                <licenses><license><name>The MIT License</name></license></licenses>
                """);

        Pom pom = Pom.of(repository.add("org.example", "part", "1", PARENT));

        assertThat(pom.licences()).containsExactly(Map.of("license", Map.of("id", "MIT")));
    }

    @Test
    void usualLicencesHaveTheirShortNameAndOthersTheirOwn() {
        assertThat(Pom.licence("Apache License, Version 2.0", "")).isEqualTo(Map.of("id", "Apache-2.0"));
        assertThat(Pom.licence("MIT", "https://x")).isEqualTo(Map.of("id", "MIT"));
        assertThat(Pom.licence("Bouncy Castle Licence", "https://bc"))
                .isEqualTo(Map.of("name", "Bouncy Castle Licence", "url", "https://bc"));
        assertThat(Pom.licence("Public Domain", "")).isEqualTo(Map.of("name", "Public Domain"));
    }

    @Test
    void theMachineInAJarsNameIsItsClassifier() throws IOException {
        Path plain = repository.add("org.example", "part", "1", PARENT);
        Path natives = repository.jar("org.example", "part", "1", "linux-x86_64");

        assertThat(Pom.of(natives).classifier(natives)).isEqualTo("linux-x86_64");
        assertThat(Pom.of(plain).classifier(plain)).isEmpty();
    }

    @Test
    void aModuleOfThisProjectIsDescribedBesideItsTarget() throws IOException {
        Path target = Files.createDirectories(folder.resolve("module/target"));
        Files.writeString(folder.resolve("pom.xml"), """
                <project><licenses><license><name>Apache-2.0</name></license></licenses></project>
                """);
        Files.writeString(
                folder.resolve("module/pom.xml"), "<project>" + PARENT + "<artifactId>module</artifactId></project>");

        Pom pom = Pom.of(target.resolve("module-1.jar"));

        assertThat(pom.artifact()).isEqualTo("module");
        assertThat(pom.licences()).containsExactly(Map.of("license", Map.of("id", "Apache-2.0")));
    }
}
