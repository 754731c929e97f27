package dev.sluice.dist.parts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NewestVersionsTest {
    private static final List<Artifact> SHIPPED =
            List.of(new Artifact("g", "a", "1", ""), new Artifact("g", "b", "1", ""));

    @Test
    void theNewestVersionIsTheOneThatResolves() throws Exception {
        NewestVersions versions = new NewestVersions(new Listed(List.of("3", "2"), Set.of("3")));

        assertThat(versions.of(SHIPPED)).isEqualTo(Map.of("g:a", "2"));
        assertThat(versions.missing()).containsExactly("3");
    }

    @Test
    void whatHasNothingNewerIsNotFetched() throws Exception {
        assertThat(new NewestVersions(new Listed(List.of(), Set.of())).of(SHIPPED))
                .isEmpty();
    }

    @Test
    void aRepositoryWithoutAnyOfItsVersionsIsAnError() {
        List<String> listed = List.of("9", "8", "7", "6", "5", "4");

        assertThatThrownBy(() -> new NewestVersions(new Listed(listed, Set.copyOf(listed))).of(SHIPPED))
                .isInstanceOf(IOException.class);
    }

    /** A repository that lists versions of {@code g:a}, newest first, and lacks some of them. */
    private record Listed(List<String> versions, Set<String> lacks) implements NewestVersions.Repository {
        @Override
        public Map<String, String> newest(List<Artifact> artifacts, Set<String> without) {
            return versions.stream()
                    .filter(version -> !without.contains(version))
                    .findFirst()
                    .map(version -> Map.of("g:a", version))
                    .orElse(Map.of());
        }

        @Override
        public List<Artifact> missing(List<Artifact> artifacts) {
            return artifacts.stream()
                    .filter(artifact -> lacks.contains(artifact.version()))
                    .toList();
        }
    }
}
