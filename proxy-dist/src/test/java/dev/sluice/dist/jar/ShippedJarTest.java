package dev.sluice.dist.jar;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShippedJarTest {
    private static final String MANIFEST = """
            Manifest-Version: 1.0
            Main-Class: dev.sluice.Main
            Class-Path: a.jar b.jar
            Add-Opens: java.base/java.nio
            Implementation-Version: 7
            Export-Package: somebody.else
            Bundle-Name: for others

            """;

    @TempDir
    Path folder;

    @Test
    void entriesAreStoredAndKeepTheirContent() throws IOException {
        try (JarFile jar = shipped(Map.of("a/text", Jars.text("hello"), "b", Jars.text("")))) {
            assertThat(jar.stream()).hasSize(2).allMatch(entry -> entry.getMethod() == ZipEntry.STORED);
            assertThat(jar.getInputStream(jar.getEntry("a/text"))).hasContent("hello");
        }
    }

    @Test
    void signaturesSecurityProvidersAndNativeLibrariesAreLeftOut() throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("META-INF/BC1024KE.SF", Jars.text("x"));
        entries.put("META-INF/BC1024KE.DSA", Jars.text("x"));
        entries.put("META-INF/services/java.security.Provider", Jars.text("x"));
        entries.put("META-INF/native/libnetty.so", Jars.text("x"));
        entries.put("META-INF/services/other.Provider", Jars.text("x"));

        try (JarFile jar = shipped(entries)) {
            assertThat(jar.stream().map(ZipEntry::getName)).containsExactly("META-INF/services/other.Provider");
        }
    }

    @Test
    void nativeLibrariesAreWrittenToAFolder() throws IOException {
        Path natives = Files.createDirectories(folder.resolve("native"));
        Path jar = Jars.write(folder.resolve("x.jar"), Map.of("META-INF/native/libnetty.so", Jars.text("elf")));

        ShippedJar.copyNatives(jar, natives);

        assertThat(natives.resolve("libnetty.so")).hasContent("elf");
    }

    @Test
    void theManifestKeepsWhatJavaReads() throws IOException {
        try (JarFile jar = shipped(Map.of(JarFile.MANIFEST_NAME, Jars.text(MANIFEST)))) {
            Attributes attributes = jar.getManifest().getMainAttributes();
            assertThat(attributes.keySet().stream().map(Object::toString))
                    .containsExactlyInAnyOrder(
                            "Manifest-Version", "Main-Class", "Class-Path", "Add-Opens", "Implementation-Version");
            assertThat(attributes.getValue("Class-Path")).isEqualTo("a.jar b.jar");
        }
    }

    @Test
    void nettyFindsAnAnswerToItsQuestionForAFlightRecorder() throws Exception {
        byte[] netty = Jars.classFile(Samples.Empty.class);
        try (JarFile jar = shipped(Map.of(NoFlightRecorder.ASKED_BY, netty))) {
            byte[] answer =
                    jar.getInputStream(jar.getEntry(NoFlightRecorder.NAME)).readAllBytes();
            String name = "jdk.jfr.FlightRecorder";
            Class<?> recorder = new Jars.Loader(Map.of(name, answer)).loadClass(name);
            assertThat(recorder.getMethod("isAvailable").invoke(null)).isEqualTo(false);
        }
    }

    @Test
    void jarsWithoutTheClassThatAsksHaveNoAnswer() throws IOException {
        try (JarFile jar = shipped(Map.of("io/netty/Other.class", Jars.classFile(Samples.Empty.class)))) {
            assertThat(jar.getEntry(NoFlightRecorder.NAME)).isNull();
        }
    }

    @Test
    void theProgramsOwnClassesAreLinkedAheadAndThoseOfOthersStay() throws Exception {
        byte[] content = Jars.classFile(Samples.Primitives.class);

        try (JarFile jar = shipped(Map.of("dev/sluice/A.class", content, "other/A.class", content))) {
            assertThat(jar.getInputStream(jar.getEntry("dev/sluice/A.class")).readAllBytes())
                    .isEqualTo(LinkedAhead.apply(content, Jars.CLASSES));
            assertThat(jar.getInputStream(jar.getEntry("other/A.class")).readAllBytes())
                    .isEqualTo(content);
        }
    }

    @Test
    void theTimeOfTheLastChangeIsThatOfTheOriginalAndSoIsEveryByteOfTwoBuilds() throws IOException {
        Path original = Jars.write(folder.resolve("original.jar"), Map.of("a", Jars.text("b")));
        FileTime changed = FileTime.from(Instant.parse("2025-01-02T03:04:05Z"));
        Files.setLastModifiedTime(original, changed);
        Path first = folder.resolve("first.jar");
        Path second = folder.resolve("second.jar");

        ShippedJar.copy(original, first, Jars.CLASSES);
        ShippedJar.copy(original, second, Jars.CLASSES);

        assertThat(Files.getLastModifiedTime(first)).isEqualTo(changed);
        assertThat(first).hasSameBinaryContentAs(second);
    }

    private JarFile shipped(Map<String, byte[]> entries) throws IOException {
        return new JarFile(ship(entries).toFile());
    }

    private Path ship(Map<String, byte[]> entries) throws IOException {
        Path shipped = folder.resolve("shipped.jar");
        ShippedJar.copy(Jars.write(folder.resolve("original.jar"), entries), shipped, Jars.CLASSES);
        return shipped;
    }
}
