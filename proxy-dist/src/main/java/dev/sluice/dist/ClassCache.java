package dev.sluice.dist;

import dev.sluice.dist.components.Jdk;
import dev.sluice.dist.training.Training;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.zip.CRC32;

/** The cache of loaded classes, made by a training run. Without it everything works, but starts slowly. */
final class ClassCache {
    static final String NAME = "sluice.aot";

    private ClassCache() {}

    /** Makes the cache of a distribution, unless the one that is there still fits. If that fails, the build goes on with a warning. */
    static void make(Path home, Jdk jdk) throws IOException, InterruptedException {
        Path cache = home.resolve("lib").resolve(NAME);
        Path mark = home.resolveSibling("sluice-trained-on");
        String wanted = origin(home);
        if (Files.exists(mark) && Files.readString(mark).equals(wanted) && Files.exists(cache)) {
            return;
        }
        Path scratch = home.resolveSibling("sluice-training");
        Folders.delete(scratch);
        Files.createDirectories(scratch);
        try {
            new Training(home, scratch, jdk.home(), List.of()).run();
            Files.writeString(mark, wanted);
        } catch (IOException | GeneralSecurityException e) {
            Files.deleteIfExists(cache);
            System.err.println(
                    "[WARNING] The distribution will start slowly because its cache of classes could not be made ("
                            + e.getMessage() + "): see " + scratch.resolve(Training.LOG));
        }
    }

    /** What the cache is made from: each jar by size and time, the runtime and its options, and the programs that train it. */
    private static String origin(Path home) throws IOException {
        StringBuilder all =
                new StringBuilder(Files.readString(home.resolve("runtime").resolve(JavaRuntime.MARK)));
        for (Path file : Folders.list(home.resolve("lib"))) {
            if (file.toString().endsWith(".jar")) {
                all.append(file.getFileName()).append(' ').append(Files.size(file));
                all.append(' ').append(Files.getLastModifiedTime(file)).append('\n');
            }
        }
        return all.append(Files.readString(home.resolve("lib/jvm.options")))
                .append(digestOfThisModule())
                .toString();
    }

    private static long digestOfThisModule() throws IOException {
        URI place = URI.create(ClassCache.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toString());
        CRC32 digest = new CRC32();
        for (Path file : Folders.filesBelow(Path.of(place))) {
            digest.update(Files.readAllBytes(file));
        }
        return digest.getValue();
    }
}
