package dev.sluice.launch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** What is in some files at one moment. Immutable. */
final class Contents {
    /** Up to here a file is read at every look, as its time stamp may be too coarse to show a change. */
    private static final long ALWAYS_READ = 64 * 1024;

    /** Larger files are refused by whoever reads them; of these the beginning counts. */
    private static final long MAX_READ = 8 * 1024 * 1024;

    private static final One GONE = new One(FileTime.fromMillis(0), -1, "", 0);

    /** One file: what the system says of it, and a checksum of its bytes. */
    private record One(FileTime modified, long size, String inode, long checksum) {
        boolean sameContent(One other) {
            return size == other.size && checksum == other.checksum;
        }
    }

    private final Map<Path, One> files;

    private Contents(Map<Path, One> files) {
        this.files = files;
    }

    /** Looks at the files; large ones that look untouched since {@code before} are not read again. */
    static Contents of(List<Path> paths, @Nullable Contents before) {
        Map<Path, One> files = new HashMap<>();
        for (Path path : paths) {
            files.put(path, one(path, before == null ? null : before.files.get(path)));
        }
        return new Contents(files);
    }

    /** This look, with those files of a later one that it did not cover. */
    Contents joinedBy(Contents later) {
        Map<Path, One> joined = new HashMap<>(later.files);
        joined.replaceAll((path, one) -> files.getOrDefault(path, one));
        return new Contents(joined);
    }

    /** Whether every file has the same bytes. */
    boolean sameAs(Contents other) {
        return files.keySet().equals(other.files.keySet())
                && files.entrySet().stream()
                        .allMatch(
                                entry -> entry.getValue().sameContent(other.files.getOrDefault(entry.getKey(), GONE)));
    }

    /** Whether nobody has touched any file. */
    boolean untouchedSince(Contents earlier) {
        return files.equals(earlier.files);
    }

    /** Whether every file is there and has something in it. */
    boolean complete() {
        return files.values().stream().allMatch(one -> one.size > 0);
    }

    private static One one(Path path, @Nullable One before) {
        try {
            BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
            One stamp = new One(now.lastModifiedTime(), now.size(), String.valueOf(now.fileKey()), 0);
            boolean untouched = before != null
                    && stamp.equals(new One(before.modified, before.size, before.inode, 0))
                    && stamp.size > ALWAYS_READ;
            // what a device or a pipe holds is for whoever reads it first
            long checksum = !now.isRegularFile() ? 0 : untouched && before != null ? before.checksum : checksum(path);
            return new One(stamp.modified, stamp.size, stamp.inode, checksum);
        } catch (IOException | SecurityException e) {
            return GONE;
        }
    }

    private static long checksum(Path path) throws IOException {
        CRC32C sum = new CRC32C();
        byte[] bytes = new byte[8192];
        try (InputStream in = Files.newInputStream(path)) {
            long left = MAX_READ;
            for (int count = in.read(bytes); count >= 0 && left > 0; count = in.read(bytes)) {
                sum.update(bytes, 0, count);
                left -= count;
            }
        }
        return sum.getValue();
    }
}
