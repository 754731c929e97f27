import java.io.File;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.spi.ToolProvider;

/**
 * Lays out the distribution: {@code bin} and the options of the virtual machine (copied), {@code lib} (the program's jar and what it
 * needs at run time on this kind of machine), {@code runtime} (a Java runtime with the named modules only), a cache of loaded
 * classes that makes it start quickly, and {@code share} (the list of what it is made of). Run by the build, as a source file, on the
 * JDK that the toolchain chose.
 *
 * <p>Arguments: the folder with what is copied as it is, the folder to make, the program's jar, the modules separated by commas, the
 * run-time class path. What is already as it should be stays: linking the runtime and making the cache take longest, so each is done
 * only where something that it is made from has changed.
 */
public final class Distribution {
    private static final Path JDK = Path.of(System.getProperty("java.home"));

    private final Path source;
    private final Path target;

    private Distribution(Path source, Path target) {
        this.source = source;
        this.target = target;
    }

    public static void main(String[] args) throws Exception {
        Distribution distribution = new Distribution(Path.of(args[0]), Path.of(args[1]));
        distribution.copyScripts();
        distribution.copyJars(Path.of(args[2]), args[4].split(File.pathSeparator));
        distribution.linkRuntime(args[3]);
        distribution.makeCache();
        String all = args[2] + File.pathSeparator + args[4];
        Files.writeString(distribution.target.resolveSibling("sluice-class-path"), all); // for the list in an image
        Sbom.write(distribution.target, all, JDK.resolve("release"));
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
        Path natives = lib.resolve("native");
        delete(natives);
        Files.createDirectories(natives);
        Path others = target.resolveSibling("sluice-other-machine"); // for an image that is built for it here
        delete(others);
        Files.createDirectories(others.resolve("native"));
        Path options = lib.resolve("jvm.options");
        Files.copy(source.resolve("lib/jvm.options"), options, StandardCopyOption.REPLACE_EXISTING);
        wanted.addAll(List.of(natives, options, lib.resolve("sluice.aot")));
        wanted.add(copy(program, lib.resolve("sluice.jar")));
        for (String entry : classPath) {
            Path jar = Path.of(entry);
            // the program's own classes are in its jar
            if (Files.isDirectory(jar)) {
                continue;
            }
            if (isForAnotherMachine(jar)) {
                copy(jar, others.resolve(jar.getFileName()));
                ShippedJar.copyNatives(jar, others.resolve("native"));
                continue;
            }
            wanted.add(copy(jar, lib.resolve(jar.getFileName())));
            ShippedJar.copyNatives(jar, natives);
        }
        try (var present = Files.list(lib)) {
            for (Path jar : present.filter(jar -> !wanted.contains(jar)).toList()) {
                Files.delete(jar);
            }
        }
    }

    /** Whether the jar holds a native library for another kind of processor than that of the runtime. */
    private static boolean isForAnotherMachine(Path jar) {
        String own = System.getProperty("os.arch").equals("aarch64") ? "aarch_64" : "x86_64";
        return jar.getFileName().toString().matches(".*-linux-(x86_64|aarch_64)\\.jar")
                && !jar.getFileName().toString().endsWith("-linux-" + own + ".jar");
    }

    private static Path copy(Path from, Path to) throws IOException {
        ShippedJar.copy(from, to);
        return to;
    }

    private void linkRuntime(String modules) throws IOException {
        Files.writeString(target.resolveSibling("sluice-linked-by"), JDK + "\n"); // for an image whose runtime is linked here
        Path runtime = target.resolve("runtime");
        Path mark = runtime.resolve("linked-from");
        String wanted = System.getProperty("java.vendor.version") + " " + System.getProperty("os.arch") + "\n" + modules + "\nuncompressed\n" + SecurityProperties.OURS;
        if (Files.exists(mark) && Files.readString(mark).equals(wanted)) {
            return;
        }
        delete(runtime);
        ToolProvider jlink = ToolProvider.findFirst("jlink").orElseThrow(() -> new IOException("this JDK has no jlink"));
        List<String> options = new ArrayList<>(List.of("--add-modules", modules, "--output", runtime.toString()));
        options.addAll(List.of("--strip-debug", "--no-header-files", "--no-man-pages", "--compress", "zip-0"));
        int result = jlink.run(System.out, System.err, options.toArray(String[]::new));
        if (result != 0) {
            throw new IOException("jlink failed with " + result);
        }
        SecurityProperties.main(new String[] {runtime.resolve("conf/security/java.security").toString()});
        Files.writeString(mark, wanted);
    }

    private void makeCache() throws IOException, InterruptedException {
        Path mark = target.resolveSibling("sluice-trained-on");
        String wanted = origin();
        if (Files.exists(mark) && Files.readString(mark).equals(wanted) && Files.exists(target.resolve("lib/sluice.aot"))) {
            return;
        }
        Path scratch = target.resolveSibling("sluice-training");
        delete(scratch);
        Files.createDirectories(scratch);
        try {
            Training.run(target, scratch, JDK);
            Files.writeString(mark, wanted);
        } catch (IOException | GeneralSecurityException e) {
            // without a cache all works, only slower from the start
            Files.deleteIfExists(target.resolve("lib/sluice.aot"));
            System.err.println("[WARNING] The distribution starts slowly, as its cache of classes could not be made ("
                    + e.getMessage() + "); see " + scratch.resolve("training.log"));
        }
    }

    /** What the cache is made from: each file of {@code lib} by size and time, the runtime, and how it is trained. */
    private String origin() throws IOException {
        StringBuilder all = new StringBuilder(Files.readString(target.resolve("runtime/linked-from")));
        try (var files = Files.list(target.resolve("lib"))) {
            for (Path file : files.filter(each -> each.toString().endsWith(".jar")).sorted().toList()) {
                all.append(file.getFileName()).append(' ').append(Files.size(file));
                all.append(' ').append(Files.getLastModifiedTime(file)).append('\n');
            }
        }
        try (var training = Files.list(source.resolveSibling("build"))) {
            for (Path file : training.sorted().toList()) {
                all.append(file.getFileName()).append(' ').append(Files.readString(file).hashCode()).append('\n');
            }
        }
        return all.append(Files.readString(target.resolve("lib/jvm.options"))).toString();
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
