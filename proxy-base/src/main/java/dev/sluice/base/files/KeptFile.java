package dev.sluice.base.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a small file of the system says, read again only after the file has changed. Any thread; blocks for a look at the file's stamp, and
 * while it is read.
 *
 * @param <T> what is made of the content; immutable
 */
public final class KeptFile<T> {
    /** Two changes within one tick of a file system's clock look alike; two seconds is the coarsest there is. */
    private static final Duration FRESH = Duration.ofSeconds(3);

    private final Path file;
    private final int max;
    private final Function<byte[], T> reading;
    private volatile @Nullable Kept<T> kept;

    private record Stamp(
            FileTime modified, long size, @Nullable Object inode) {}

    private record Kept<T>(Stamp stamp, T value) {}

    /**
     * Reads nothing yet.
     *
     * @param max the largest content that is read, in bytes
     * @param reading what the content means; called on whichever thread asks
     */
    public KeptFile(Path file, int max, Function<byte[], T> reading) {
        this.file = file;
        this.max = max;
        this.reading = reading;
    }

    /**
     * What the file says now.
     *
     * @throws IOException if it is missing, too large, not a regular file, or cannot be read
     */
    public T get() throws IOException {
        Stamp now = stamp();
        Kept<T> last = kept;
        if (last != null && last.stamp().equals(now)) {
            return last.value();
        }
        T value = reading.apply(BoundedFile.bytes(file, max));
        boolean settled = now.modified().toInstant().isBefore(Instant.now().minus(FRESH));
        kept = settled ? new Kept<>(now, value) : null;
        return value;
    }

    /** Taken before the content, so that a change in between is seen the next time. */
    private Stamp stamp() throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return new Stamp(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
    }
}
