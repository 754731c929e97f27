package dev.sluice.base.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * Reads files that somebody else wrote: up to a bound, and regular ones only, because a device never ends and a pipe may never begin.
 * What the kernel shows below {@code /proc} and {@code /sys} is regular too. Blocks.
 */
public final class BoundedFile {
    private BoundedFile() {}

    /** Says that a file cannot be what it should be, whatever is in it. */
    public static final class Unfit extends FileSystemException {
        private static final long serialVersionUID = 1;

        private Unfit(Path file, String why) {
            super(file.toString(), null, why);
        }
    }

    /**
     * The whole content.
     *
     * @param max in bytes; nothing beyond is read, whatever the file's size is said to be
     * @throws NoSuchFileException if there is no such file
     * @throws Unfit if it is larger, or not a regular file
     * @throws IOException if it cannot be read
     */
    public static byte[] bytes(Path file, int max) throws IOException {
        byte[] bytes = some(file, max + 1);
        if (bytes.length > max) {
            throw new Unfit(file, "it is larger than " + size(max));
        }
        return bytes;
    }

    private static byte[] some(Path file, int max) throws IOException {
        if (!Files.isRegularFile(file) && Files.exists(file)) {
            throw new Unfit(file, Files.isDirectory(file) ? "it is a folder" : "it is not a regular file");
        }
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(max);
        }
    }

    /** The content's first {@code max} bytes as UTF-8. Fails as {@link #bytes} does, but not because there are more. */
    public static String beginning(Path file, int max) throws IOException {
        return new String(some(file, max), StandardCharsets.UTF_8);
    }

    /** The whole content as UTF-8; what is not UTF-8 becomes the replacement character. */
    public static String text(Path file, int max) throws IOException {
        return new String(bytes(file, max), StandardCharsets.UTF_8);
    }

    /** The lines of a file of the system, each byte a character. */
    public static List<String> lines(Path file, int max) throws IOException {
        return new String(bytes(file, max), StandardCharsets.ISO_8859_1).lines().toList();
    }

    private static String size(int bytes) {
        return bytes >= 1 << 20 ? (bytes >> 20) + " MB" : (bytes >> 10) + " KB";
    }
}
