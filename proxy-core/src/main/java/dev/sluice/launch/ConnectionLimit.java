package dev.sluice.launch;

import dev.sluice.config.BoundedFile;
import java.io.IOException;
import java.nio.file.Path;

/** How many client connections there may be where the file does not say. */
final class ConnectionLimit {
    private static final long MEMORY_PER_CONNECTION = 16 * 1024;
    private static final int FILES_FOR_THE_REST = 200;
    private static final int FEWEST = 256;
    private static final int MOST = 100_000;

    private ConnectionLimit() {}

    /** The configured number, or one that memory and the limit on open files bear: each exchange needs two sockets. */
    static int of(int configured) {
        if (configured > 0) {
            return configured;
        }
        long byMemory = Runtime.getRuntime().maxMemory() / MEMORY_PER_CONNECTION;
        long byFiles = (openFiles() - FILES_FOR_THE_REST) / 2;
        return Math.clamp(Math.min(byMemory, byFiles), FEWEST, MOST);
    }

    private static long openFiles() {
        try {
            for (String line : BoundedFile.lines(Path.of("/proc/self/limits"), 64 * 1024)) {
                if (line.startsWith("Max open files")) {
                    String soft =
                            line.substring("Max open files".length()).trim().split(" +", 2)[0];
                    return soft.equals("unlimited") ? Integer.MAX_VALUE : Long.parseLong(soft);
                }
            }
        } catch (IOException | NumberFormatException unknown) {
            return 4096;
        }
        return 4096;
    }
}
