package dev.sluice.dist.components;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/**
 * A JDK, or a Java runtime, as its file {@code release} describes it.
 *
 * @param version the whole one, such as {@code 25.0.5+9-LTS}
 * @param vendor who built it
 */
public record Jdk(Path home, String version, String vendor) {
    /** Reads the file {@code release} of a JDK in this folder. */
    public static Jdk at(Path home) throws IOException {
        Properties entries = new Properties();
        try (Reader reader = Files.newBufferedReader(home.resolve("release"))) {
            entries.load(reader);
        }
        return new Jdk(home, value(entries, "JAVA_RUNTIME_VERSION"), value(entries, "IMPLEMENTOR"));
    }

    private static String value(Properties entries, String name) {
        return entries.getProperty(name, "unknown").replace("\"", "");
    }
}
