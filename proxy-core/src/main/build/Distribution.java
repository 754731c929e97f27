import java.io.File;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.spi.ToolProvider;

/**
 * Lays out the distribution: {@code bin} (copied), {@code lib} (the program's jar and what it needs at run time) and {@code runtime}
 * (a Java runtime with the named modules only). Run by the build, as a source file, on the JDK that the toolchain chose.
 *
 * <p>Arguments: the folder with what is copied as it is, the folder to make, the program's jar, the modules separated by commas, the
 * run-time class path. What is already as it should be stays: linking the runtime takes longest, so it is done only where the
 * modules or the JDK have changed.
 */
public final class Distribution {
    private final Path source;
    private final Path target;

    private Distribution(Path source, Path target) {
        this.source = source;
        this.target = target;
    }

    public static void main(String[] args) throws IOException {
        Distribution distribution = new Distribution(Path.of(args[0]), Path.of(args[1]));
        distribution.copyScripts();
        distribution.copyJars(Path.of(args[2]), args[4].split(File.pathSeparator));
        distribution.linkRuntime(args[3]);
    }

    private void copyScripts() throws IOException {
        delete(target.resolve("bin"));
        Files.createDirectories(target.resolve("bin"));
        try (var scripts = Files.list(source.resolve("bin"))) {
            for (Path script : scripts.sorted().toList()) {
                Path copy = target.resolve("bin").resolve(script.getFileName());
                Files.copy(script, copy);
                if (!copy.toFile().setExecutable(true, false)) {
                    throw new IOException("cannot make executable: " + copy);
                }
            }
        }
    }

    /** The names are those in the Class-Path of the program's manifest. */
    private void copyJars(Path program, String[] classPath) throws IOException {
        Path lib = target.resolve("lib");
        Files.createDirectories(lib);
        Set<Path> wanted = new HashSet<>();
        wanted.add(copy(program, lib.resolve("sluice.jar")));
        for (String entry : classPath) {
            Path jar = Path.of(entry);
            if (Files.isDirectory(jar)) {
                continue; // the program's own classes, which are in its jar
            }
            wanted.add(copy(jar, lib.resolve(jar.getFileName())));
        }
        try (var present = Files.list(lib)) {
            for (Path jar : present.filter(jar -> !wanted.contains(jar)).toList()) {
                Files.delete(jar);
            }
        }
    }

    private static Path copy(Path from, Path to) throws IOException {
        Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
        return to;
    }

    private void linkRuntime(String modules) throws IOException {
        Path runtime = target.resolve("runtime");
        Path mark = runtime.resolve("linked-from");
        String wanted = System.getProperty("java.vendor.version") + " " + System.getProperty("os.arch") + "\n" + modules + "\n";
        if (Files.exists(mark) && Files.readString(mark).equals(wanted)) {
            return;
        }
        delete(runtime);
        ToolProvider jlink = ToolProvider.findFirst("jlink").orElseThrow(() -> new IOException("this JDK has no jlink"));
        List<String> options = new ArrayList<>(List.of("--add-modules", modules, "--output", runtime.toString()));
        options.addAll(List.of("--strip-debug", "--no-header-files", "--no-man-pages", "--compress", "zip-6"));
        options.add("--generate-cds-archive");
        int result = jlink.run(System.out, System.err, options.toArray(String[]::new));
        if (result != 0) {
            throw new IOException("jlink failed with " + result);
        }
        // only for heaps beyond 32 GB
        Files.deleteIfExists(runtime.resolve("lib/server/classes_nocoops.jsa"));
        Files.writeString(mark, wanted);
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, IOException failure) throws IOException {
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
