package dev.sluice.launch;

import dev.sluice.config.Config;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where everything lies that must last. */
final class DataFolder {
    private static final Path CONTAINER_VOLUME = Path.of("/data");

    private DataFolder() {}

    /** What the file says; else {@code /data} where it can be written, else {@code $XDG_DATA_HOME/sluice}. */
    static Path of(Config config) {
        Path said = config.data();
        if (said != null) {
            return said;
        }
        if (Files.isDirectory(CONTAINER_VOLUME) && Files.isWritable(CONTAINER_VOLUME)) {
            return CONTAINER_VOLUME;
        }
        String home = System.getenv("XDG_DATA_HOME");
        Path base = home == null || home.isEmpty()
                ? Path.of(System.getProperty("user.home", "/"), ".local", "share")
                : Path.of(home);
        return base.resolve("sluice");
    }
}
