package dev.sluice.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Owner and mode of a file or folder, of what a link leads to.
 *
 * @param user the owner's number
 * @param mode as {@code stat} has it, the kind included
 */
record Rights(int user, int mode) {
    private static final int KIND = 0170000;
    private static final int REGULAR = 0100000;
    private static final int STICKY = 01000;

    /** Null where there is nothing, or it may not be looked at, or the system knows no such rights. */
    static @Nullable Rights of(Path path) {
        try {
            Map<String, Object> found = Files.readAttributes(path, "unix:uid,mode");
            return found.get("uid") instanceof Integer user && found.get("mode") instanceof Integer mode
                    ? new Rights(user, mode)
                    : null;
        } catch (IOException | UnsupportedOperationException e) {
            return null;
        }
    }

    /** The number of the user that this process runs as; -1 if that is not known. */
    static int ownUser() {
        Rights own = of(Path.of("/proc/self"));
        return own == null ? -1 : own.user();
    }

    boolean has(int any) {
        return (mode & any) != 0;
    }

    boolean sticky() {
        return has(STICKY);
    }

    boolean file() {
        return (mode & KIND) == REGULAR;
    }
}
