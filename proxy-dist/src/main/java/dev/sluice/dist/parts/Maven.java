package dev.sluice.dist.parts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Maven, which alone knows how to reach the repositories from here.
 *
 * @param folder for the project that it looks at, and for what it prints
 */
record Maven(Path folder) implements NewestVersions.Repository {
    // the newest that runs on Maven 3.8
    private static final String VERSIONS = "org.codehaus.mojo:versions-maven-plugin:2.21.0:display-dependency-updates";
    private static final String RESOLVE = "org.apache.maven.plugins:maven-dependency-plugin:3.11.0:resolve";
    private static final String UNFINISHED =
            "(?i).*[-.](alpha|beta|rc|m|cr|ea|b|pre|preview|snapshot)[-.]?\\d*([-.].*)?";

    @Override
    public Map<String, String> newest(List<Artifact> artifacts, Set<String> without)
            throws IOException, InterruptedException {
        Path report = folder.resolve("updates");
        Files.deleteIfExists(report);
        List<String> ignored = new ArrayList<>(List.of(UNFINISHED));
        without.forEach(version -> ignored.add(Pattern.quote(version)));
        List<String> options = List.of(
                VERSIONS,
                "-U",
                "-Dversions.outputFile=" + report,
                "-Dmaven.version.ignore=" + String.join(",", ignored));
        if (!run(artifacts, options)) {
            throw new IOException("Maven cannot list newer versions: see " + log());
        }
        return Files.exists(report) ? UpdatesReport.newest(Files.readString(report)) : Map.of();
    }

    @Override
    public List<Artifact> missing(List<Artifact> artifacts) throws IOException, InterruptedException {
        if (run(artifacts, List.of(RESOLVE))) {
            return List.of();
        }
        List<Artifact> missing = missing(artifacts, Files.readString(log()));
        if (missing.isEmpty()) {
            throw new IOException("Maven cannot fetch newer versions: see " + log());
        }
        return missing;
    }

    /** Those that the message of a resolution that failed names. */
    static List<Artifact> missing(List<Artifact> artifacts, String message) {
        return artifacts.stream()
                .filter(artifact -> message.contains(artifact.asMavenNamesIt()))
                .toList();
    }

    private boolean run(List<Artifact> artifacts, List<String> arguments) throws IOException, InterruptedException {
        Path pom = folder.resolve("pom.xml");
        Files.writeString(pom, PartsPom.text(artifacts));
        List<String> command = new ArrayList<>(List.of("mvn", "-q", "-B", "-f", pom.toString()));
        command.addAll(arguments);
        return new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(log().toFile())
                        .start()
                        .waitFor()
                == 0;
    }

    private Path log() {
        return folder.resolve("maven.log");
    }
}
