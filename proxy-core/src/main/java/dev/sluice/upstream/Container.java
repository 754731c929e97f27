package dev.sluice.upstream;

import java.nio.file.Files;
import java.nio.file.Path;

/** Whether this process runs in a container, as far as Docker and Podman tell by a file. */
public final class Container {
    private static final boolean AROUND =
            Files.exists(Path.of("/.dockerenv")) || Files.exists(Path.of("/run/.containerenv"));

    private Container() {}

    /** Whether it does. */
    public static boolean isAround() {
        return AROUND;
    }
}
