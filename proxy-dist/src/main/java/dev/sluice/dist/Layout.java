package dev.sluice.dist;

import dev.sluice.dist.jar.ShippedJar;
import java.io.IOException;
import java.lang.classfile.ClassHierarchyResolver;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The folders {@code bin} and {@code lib} of a distribution. */
final class Layout {
    private Layout() {}

    /** Copies the scripts and makes them executable. */
    static void copyScripts(Path source, Path target) throws IOException {
        Path bin = target.resolve("bin");
        Folders.delete(bin);
        Files.createDirectories(bin);
        for (Path script : Folders.list(source.resolve("bin"))) {
            Path copy = bin.resolve(script.getFileName());
            Files.copy(script, copy);
            if (!copy.toFile().setExecutable(true, false)) {
                throw new IOException("cannot make executable: " + copy);
            }
        }
    }

    /**
     * Fills {@code lib}; the jars are named as in the Class-Path of the program's manifest. What is for another kind of processor goes
     * into a folder beside the distribution, for an image that is built here for such a machine.
     */
    static void copyJars(Path source, Path target, ClassPath classPath) throws IOException {
        Path lib = Files.createDirectories(target.resolve("lib"));
        Path natives = emptied(lib.resolve("native"));
        Path others = emptied(target.resolveSibling("sluice-other-machine"));
        Path otherNatives = emptied(others.resolve("native"));
        Path options = lib.resolve("jvm.options");
        Files.copy(source.resolve("lib/jvm.options"), options, StandardCopyOption.REPLACE_EXISTING);

        Path program = lib.resolve("sluice.jar");
        Set<Path> wanted = new HashSet<>(List.of(natives, options, lib.resolve(ClassCache.NAME), program));
        try (URLClassLoader loader = classPath.loader()) {
            ClassHierarchyResolver classes = ClassHierarchyResolver.ofResourceParsing(loader);
            ShippedJar.copy(classPath.program(), program, classes);
            for (Path jar : classPath.libraries()) {
                boolean other = ClassPath.isForAnotherMachine(jar, System.getProperty("os.arch"));
                Path copy = (other ? others : lib).resolve(jar.getFileName());
                ShippedJar.copy(jar, copy, classes);
                ShippedJar.copyNatives(jar, other ? otherNatives : natives);
                wanted.add(copy);
            }
        }
        deleteAllBut(wanted, lib);
    }

    private static Path emptied(Path folder) throws IOException {
        Folders.delete(folder);
        return Files.createDirectories(folder);
    }

    private static void deleteAllBut(Set<Path> wanted, Path lib) throws IOException {
        try (Stream<Path> present = Files.list(lib)) {
            for (Path file : present.filter(file -> !wanted.contains(file)).toList()) {
                Files.delete(file);
            }
        }
    }
}
