package dev.sluice.dist.parts;

import dev.sluice.dist.components.Jdk;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The build's warning about an old JDK. It asks nobody over the network, so a build without network has the same warning. */
public final class NewerJdk {
    private NewerJdk() {}

    /**
     * The warning, if a newer JDK is known than the one that is shipped.
     *
     * @param shipped the version of the JDK that the runtime is linked from
     * @param known versions that are out
     */
    public static Optional<String> warning(String shipped, Collection<String> known) {
        Optional<JdkVersion> own = JdkVersion.parse(shipped);
        return known.stream()
                .flatMap(version -> JdkVersion.parse(version).stream())
                .max(JdkVersion::compareTo)
                .filter(newest -> own.isPresent() && newest.compareTo(own.get()) > 0)
                .map(
                        newest -> "[WARNING] The distribution ships Java " + own.orElseThrow() + ", and Java " + newest
                                + " is out: install that JDK and build again (the container image gets the newest one automatically)");
    }

    /** The version that the project knows, and those of the JDKs that were fetched for images. */
    public static List<String> known(String newest) throws IOException {
        return known(newest, cache(System.getenv()));
    }

    static List<String> known(String newest, Path cache) throws IOException {
        List<String> known = new ArrayList<>(List.of(newest));
        if (Files.isDirectory(cache)) {
            try (DirectoryStream<Path> jdks = Files.newDirectoryStream(cache, "jdk-*")) {
                for (Path jdk : jdks) {
                    if (Files.exists(jdk.resolve("release"))) {
                        known.add(Jdk.at(jdk).version());
                    }
                }
            }
        }
        return known;
    }

    /** The folder that {@code proxy-core/src/main/image/jdk} fills. */
    private static Path cache(Map<String, String> environment) {
        String home = environment.getOrDefault("HOME", ".");
        return Path.of(environment.getOrDefault("XDG_CACHE_HOME", home + "/.cache"), "sluice");
    }
}
