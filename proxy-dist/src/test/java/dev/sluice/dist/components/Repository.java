package dev.sluice.dist.components;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A local repository of Maven with jars of one byte. */
record Repository(Path root) {
    /** Adds an artifact, whose description has these elements beside its place, and returns the jar. */
    Path add(String group, String artifact, String version, String elements) throws IOException {
        Path folder = folder(group, artifact, version);
        Files.writeString(folder.resolve(artifact + "-" + version + ".pom"), """
                <project>
                  <artifactId>%s</artifactId>
                  %s
                </project>
                """.formatted(artifact, elements));
        return jar(group, artifact, version, "");
    }

    /** Adds a jar with a classifier; empty for none. */
    Path jar(String group, String artifact, String version, String classifier) throws IOException {
        String name = artifact + "-" + version + (classifier.isEmpty() ? "" : "-" + classifier) + ".jar";
        return Files.writeString(folder(group, artifact, version).resolve(name), "x");
    }

    private Path folder(String group, String artifact, String version) throws IOException {
        return Files.createDirectories(
                root.resolve(group.replace('.', '/')).resolve(artifact).resolve(version));
    }
}
