import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.LocalDateTime;
import java.util.Enumeration;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;

/**
 * A jar as it is shipped: its entries stored, which starts quicker, and packs better as a part of an image. The virtual machine keeps
 * no classes in its cache that come from signed jars or are compiled for Java 5; so signatures are left out, and such classes are
 * brought up to date. Without that a start takes a second longer. The program's own classes are as {@link LinkedAhead} leaves them.
 *
 * <p>A security provider that a jar offers is left out as well: the runtime would load it, with its hundreds of classes, while it
 * looks for the JDK's own providers that it was linked without. Nothing here asks for one by name.
 */
final class ShippedJar {
    private static final String READ_BY_JAVA = "Main-Class|Class-Path|Add-(Opens|Exports)|Enable-Native-Access|Multi-Release|Implementation-.*";
    private static final int JAVA_6 = 50;
    private static final int MAJOR_VERSION_AT = 6;
    private static final LocalDateTime EPOCH = LocalDateTime.of(1980, 2, 1, 0, 0);

    private final JarFile jar;

    private ShippedJar(JarFile jar) {
        this.jar = jar;
    }

    /** Writes {@code from} to {@code to}, which keeps the time of its last change. */
    static void copy(Path from, Path to) throws IOException {
        FileTime changed = Files.getLastModifiedTime(from);
        try (JarFile jar = new JarFile(from.toFile(), false)) {
            new ShippedJar(jar).write(to);
        }
        Files.setLastModifiedTime(to, changed);
    }

    /** Writes the native libraries in the jar to a folder, where they are found without being unpacked at each start. */
    static void copyNatives(Path from, Path folder) throws IOException {
        try (JarFile jar = new JarFile(from.toFile(), false)) {
            for (JarEntry entry : jar.stream().filter(each -> each.getName().matches("META-INF/native/[^/]+\\.so")).toList()) {
                Path to = folder.resolve(Path.of(entry.getName()).getFileName());
                try (InputStream in = jar.getInputStream(entry)) {
                    Files.copy(in, to, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    private void write(Path to) throws IOException {
        try (OutputStream file = Files.newOutputStream(to);
                JarOutputStream out = new JarOutputStream(file)) {
            for (Enumeration<JarEntry> all = jar.entries(); all.hasMoreElements(); ) {
                JarEntry entry = all.nextElement();
                if (!isLeftOut(entry) && !entry.isDirectory()) {
                    add(out, entry.getName(), content(entry));
                }
            }
            if (jar.getEntry(NoFlightRecorder.ASKED_BY) != null) {
                add(out, NoFlightRecorder.NAME, NoFlightRecorder.content());
            }
        }
    }

    private static void add(JarOutputStream out, String name, byte[] content) throws IOException {
        out.putNextEntry(stored(name, content));
        out.write(content);
        out.closeEntry();
    }

    private static JarEntry stored(String name, byte[] content) {
        CRC32 sum = new CRC32();
        sum.update(content);
        JarEntry entry = new JarEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(sum.getValue());
        entry.setTimeLocal(EPOCH);
        return entry;
    }

    /** Signatures, offers of a security provider, and native libraries, which lie beside the jars. */
    private static boolean isLeftOut(JarEntry entry) {
        return entry.getName().matches("META-INF/([^/]+\\.(SF|RSA|DSA|EC)|services/java\\.security\\.Provider|native/[^/]+\\.so)");
    }

    private byte[] content(JarEntry entry) throws IOException {
        if (entry.getName().equals(JarFile.MANIFEST_NAME)) {
            return manifest();
        }
        byte[] content = bytes(entry);
        if (entry.getName().matches("dev/sluice/.*\\.class")) {
            return LinkedAhead.apply(content);
        }
        return isOld(entry) ? brought(content) : content;
    }

    /** The manifest with what Java reads, as the rest, up to 40 kB for module systems of others, would be parsed at each start. */
    private byte[] manifest() throws IOException {
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        jar.getManifest().getMainAttributes().forEach((name, value) -> {
            if (name.toString().matches(READ_BY_JAVA)) {
                attributes.put(name, value);
            }
        });
        var bytes = new java.io.ByteArrayOutputStream();
        manifest.write(bytes);
        return bytes.toByteArray();
    }

    private boolean isOld(JarEntry entry) {
        String name = entry.getName();
        if (!name.endsWith(".class") || name.startsWith("META-INF/")) {
            return false;
        }
        try (InputStream in = jar.getInputStream(entry)) {
            byte[] head = in.readNBytes(MAJOR_VERSION_AT + 2);
            return head.length > MAJOR_VERSION_AT + 1
                    && ((head[MAJOR_VERSION_AT] & 0xff) << 8 | head[MAJOR_VERSION_AT + 1] & 0xff) < JAVA_6;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The class for Java 8, with the frames for the verifier that came with Java 6. */
    private byte[] brought(byte[] content) {
        ClassHierarchyResolver siblings = ClassHierarchyResolver.ofResourceParsing(type -> {
            JarEntry entry = jar.getJarEntry(type.descriptorString().replaceAll("^L|;$", "") + ".class");
            try {
                return entry == null ? null : jar.getInputStream(entry);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        ClassFile classes = ClassFile.of(
                ClassFile.ClassHierarchyResolverOption.of(
                        siblings.orElse(ClassHierarchyResolver.defaultResolver())),
                ClassFile.StackMapsOption.GENERATE_STACK_MAPS);
        return classes.transformClass(
                classes.parse(content),
                // bodies that are not taken apart would be copied without frames
                ClassTransform.transformingMethodBodies((builder, element) -> builder.with(element))
                        .andThen(ClassTransform.endHandler(builder -> builder.withVersion(ClassFile.JAVA_8_VERSION, 0))));
    }

    private byte[] bytes(JarEntry entry) throws IOException {
        try (InputStream in = jar.getInputStream(entry)) {
            return in.readAllBytes();
        }
    }
}
