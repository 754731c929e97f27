package dev.sluice.dist.jar;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.classfile.ClassHierarchyResolver;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.LocalDateTime;
import java.util.Collections;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;

/**
 * A jar as it is shipped: its entries are stored, not packed, which starts quicker and packs better as a part of an image. The virtual
 * machine keeps no classes in its cache that come from signed jars or are compiled for Java 5; so signatures are left out, and such
 * classes are raised. Without that a start takes a second longer. The program's own classes are as {@link LinkedAhead} leaves them.
 *
 * <p>A security provider that a jar offers is left out as well: the runtime would load it, with its hundreds of classes, when it
 * looks for the JDK's own providers that it was linked without. Nothing in Sluice asks for one by name.
 */
public final class ShippedJar {
    private static final String LEFT_OUT =
            "META-INF/([^/]+\\.(SF|RSA|DSA|EC)|services/java\\.security\\.Provider|native/[^/]+\\.so)";
    private static final String OURS = "dev/sluice/.*\\.class";
    private static final String NATIVE = "META-INF/native/[^/]+\\.so";
    private static final LocalDateTime SOME_TIME = LocalDateTime.of(1980, 2, 1, 0, 0); // the same in every build

    private final JarFile jar;
    private final ClassHierarchyResolver classes;

    private ShippedJar(JarFile jar, ClassHierarchyResolver classes) {
        this.jar = jar;
        this.classes = classes;
    }

    /**
     * Writes {@code from} to {@code to}, which keeps the time of its last change.
     *
     * @param classes knows the classes of all jars
     */
    public static void copy(Path from, Path to, ClassHierarchyResolver classes) throws IOException {
        FileTime changed = Files.getLastModifiedTime(from);
        try (JarFile jar = new JarFile(from.toFile(), false)) {
            new ShippedJar(jar, classes).write(to);
        }
        Files.setLastModifiedTime(to, changed);
    }

    /** Writes the native libraries in the jar to a folder, from which Java loads them without unpacking them at each start. */
    public static void copyNatives(Path from, Path folder) throws IOException {
        try (JarFile jar = new JarFile(from.toFile(), false)) {
            List<JarEntry> natives = jar.stream()
                    .filter(entry -> entry.getName().matches(NATIVE))
                    .toList();
            for (JarEntry entry : natives) {
                String name = entry.getName().substring(entry.getName().lastIndexOf('/') + 1);
                try (InputStream in = jar.getInputStream(entry)) {
                    Files.copy(in, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    private void write(Path to) throws IOException {
        try (OutputStream file = Files.newOutputStream(to);
                JarOutputStream out = new JarOutputStream(file)) {
            for (JarEntry entry : Collections.list(jar.entries())) {
                if (!entry.isDirectory() && !entry.getName().matches(LEFT_OUT)) {
                    add(out, entry.getName(), content(entry));
                }
            }
            if (jar.getEntry(NoFlightRecorder.ASKED_BY) != null) {
                add(out, NoFlightRecorder.NAME, NoFlightRecorder.content());
            }
        }
    }

    private static void add(JarOutputStream out, String name, byte[] content) throws IOException {
        CRC32 sum = new CRC32();
        sum.update(content);
        JarEntry entry = new JarEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(sum.getValue());
        entry.setTimeLocal(SOME_TIME);
        out.putNextEntry(entry);
        out.write(content);
        out.closeEntry();
    }

    private byte[] content(JarEntry entry) throws IOException {
        String name = entry.getName();
        try (InputStream in = jar.getInputStream(entry)) {
            if (name.equals(JarFile.MANIFEST_NAME)) {
                return ShippedManifest.of(new Manifest(in));
            }
            byte[] content = in.readAllBytes();
            if (name.matches(OURS)) {
                return LinkedAhead.apply(content, classes);
            }
            boolean old = name.endsWith(".class") && !name.startsWith("META-INF/") && OldClass.is(content);
            return old ? OldClass.raised(content, classes) : content;
        }
    }
}
