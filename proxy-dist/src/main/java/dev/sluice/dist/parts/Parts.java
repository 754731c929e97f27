package dev.sluice.dist.parts;

import dev.sluice.dist.components.Jdk;
import dev.sluice.dist.parts.PartsTable.Row;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Prints what is shipped, each part beside the newest stable version that resolves. {@code proxy-dist/parts} runs it. */
public final class Parts {
    private Parts() {}

    /**
     * Takes {@code CLASS_PATH_FILE SCRATCH NEWEST_JDK KNOWN_JDK JDK...}: the jars of the distribution, a folder, Debian's newest JDK, the
     * one that the build knows, and the JDKs that the distribution and the image were linked from.
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        List<Row> rows = new ArrayList<>();
        for (String home : List.of(args).subList(4, args.length)) {
            rows.add(runtime(Jdk.at(Path.of(home)), args[2]));
        }
        rows.add(new Row("jdk.newest in pom.xml", args[3], newest(args[3], args[2])));
        Maven maven = new Maven(Files.createDirectories(Path.of(args[1]).toAbsolutePath()));
        List<Artifact> artifacts = artifacts(Files.readString(Path.of(args[0])).strip());
        NewestVersions versions = new NewestVersions(maven);
        Map<String, String> newest = versions.of(artifacts);
        for (Artifact artifact : artifacts) {
            String version = newest.getOrDefault(artifact.key(), artifact.version());
            rows.add(new Row(artifact.key(), artifact.version(), version));
        }
        System.out.print(PartsTable.text(rows.stream().distinct().toList()));
        if (!versions.missing().isEmpty()) {
            System.out.println("Listed, but cannot be fetched: " + String.join(", ", versions.missing()) + ".");
        }
    }

    private static Row runtime(Jdk jdk, String newest) {
        return new Row("JDK by " + jdk.vendor(), jdk.version(), newest(jdk.version(), newest));
    }

    /** The newest, unless what is shipped is as new whatever its vendor writes behind the version. */
    static String newest(String shipped, String newest) {
        return NewerJdk.warning(shipped, List.of(newest)).isPresent() ? newest : shipped;
    }

    /** The jars of others: those of this project lie in its own folders. */
    private static List<Artifact> artifacts(String classPath) throws IOException {
        List<Artifact> artifacts = new ArrayList<>();
        for (String jar : classPath.split(File.pathSeparator, -1)) {
            Artifact artifact = Artifact.of(Path.of(jar));
            if (!artifact.group().equals("dev.sluice")) {
                artifacts.add(artifact);
            }
        }
        return artifacts;
    }
}
