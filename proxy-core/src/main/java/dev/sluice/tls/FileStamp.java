package dev.sluice.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Differs after a file was written, replaced, or its symbolic link was turned elsewhere. */
record FileStamp(FileTime modified, long size, @Nullable Object inode) {
    private static final FileStamp MISSING = new FileStamp(FileTime.fromMillis(0), -1, null);

    static Map<Path, FileStamp> of(Collection<Path> files) {
        Map<Path, FileStamp> stamps = new HashMap<>();
        for (Path file : files) {
            stamps.put(file, of(file));
        }
        return stamps;
    }

    private static FileStamp of(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new FileStamp(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
        } catch (IOException _) {
            return MISSING;
        }
    }
}
