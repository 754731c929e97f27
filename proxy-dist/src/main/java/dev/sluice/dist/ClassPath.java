package dev.sluice.dist;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The jars to ship: the program's own, and what it needs at run time on any kind of machine. */
record ClassPath(Path program, List<String> entries) {
    ClassPath {
        entries = List.copyOf(entries);
    }

    /** The jars of others. Folders with classes, such as the program's, are left out. */
    List<Path> libraries() {
        return entries.stream()
                .filter(entry -> entry.endsWith(".jar"))
                .map(Path::of)
                .toList();
    }

    /** All jars, the program's first. */
    List<Path> jars() {
        List<Path> all = new ArrayList<>(List.of(program));
        all.addAll(libraries());
        return all;
    }

    /** All jars in one line, as {@code java -cp} takes them. */
    String text() {
        return String.join(
                File.pathSeparator, jars().stream().map(Path::toString).toList());
    }

    /** Finds the classes of all jars and of the JDK. */
    URLClassLoader loader() throws MalformedURLException {
        List<URL> urls = new ArrayList<>();
        for (Path jar : jars()) {
            urls.add(jar.toUri().toURL());
        }
        return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }

    /**
     * Whether the jar holds a native library for another kind of processor.
     *
     * @param arch this machine's, as in the system property {@code os.arch}
     */
    static boolean isForAnotherMachine(Path jar, String arch) {
        String own = arch.equals("aarch64") ? "aarch_64" : "x86_64";
        String name = jar.getFileName().toString();
        return name.matches(".*-linux-(x86_64|aarch_64)\\.jar") && !name.endsWith("-linux-" + own + ".jar");
    }
}
