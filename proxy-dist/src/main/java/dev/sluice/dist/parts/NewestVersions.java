package dev.sluice.dist.parts;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Looks for the newest versions that really resolve: a repository may list a version that it does not have. */
final class NewestVersions {
    private static final int ROUNDS = 5;

    /** Where the artifacts are; here {@link Maven} asks, and the test answers. */
    interface Repository {
        /** The newest versions of those artifacts that have a newer one, by group and name; versions in {@code without} do not count. */
        Map<String, String> newest(List<Artifact> artifacts, Set<String> without)
                throws IOException, InterruptedException;

        /** Those of the artifacts that cannot be fetched. */
        List<Artifact> missing(List<Artifact> artifacts) throws IOException, InterruptedException;
    }

    private final Repository repository;
    private final Set<String> missing = new LinkedHashSet<>();

    NewestVersions(Repository repository) {
        this.repository = repository;
    }

    /** By group and name; what has nothing newer is not in it. A version that does not resolve makes the next older one the newest. */
    Map<String, String> of(List<Artifact> artifacts) throws IOException, InterruptedException {
        for (int round = 0; round < ROUNDS; round++) {
            Map<String, String> newest = repository.newest(artifacts, missing);
            List<Artifact> newer = updated(artifacts, newest);
            List<Artifact> absent = newer.isEmpty() ? newer : repository.missing(newer);
            if (absent.isEmpty()) {
                return newest;
            }
            absent.forEach(artifact -> missing.add(artifact.version()));
        }
        throw new IOException("the newest versions that are listed do not resolve: " + missing);
    }

    private static List<Artifact> updated(List<Artifact> artifacts, Map<String, String> newest) {
        List<Artifact> updated = new ArrayList<>();
        for (Artifact artifact : artifacts) {
            String version = newest.getOrDefault(artifact.key(), artifact.version());
            if (!version.equals(artifact.version())) {
                updated.add(artifact.at(version));
            }
        }
        return updated;
    }

    /** The versions that are listed, but cannot be fetched. */
    Set<String> missing() {
        return missing;
    }
}
