package dev.sluice.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With real files; what is collected is the file's content at each call. */
final class FileWatchTest {
    @TempDir
    private Path folder;

    private Path file;
    private final List<String> seen = new CopyOnWriteArrayList<>();

    @SuppressWarnings("NullAway.Init") // every test starts it
    private FileWatch watch;

    @BeforeEach
    void writeFile() throws IOException {
        file = folder.resolve("sluice.yaml");
        Files.writeString(file, "one");
    }

    @AfterEach
    void close() {
        watch.close();
    }

    private void start(Path watched) {
        watch = new FileWatch(watched);
        watch.start(() -> seen.add(content(watched)));
    }

    private static String content(Path path) {
        try {
            return Files.exists(path) ? Files.readString(path) : "(gone)";
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void replace(Path replaced, String content) throws IOException {
        Path next = Files.createTempFile(folder, "next", "");
        Files.writeString(next, content);
        Files.move(next, replaced, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private void awaitSeen(String... contents) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(seen).containsExactly(contents));
    }

    @Test
    void seesAFileThatIsWrittenInPlace() throws IOException {
        start(file);
        Files.writeString(file, "two");
        awaitSeen("two");
    }

    @Test
    void seesAFileThatIsReplacedAgainAndAgain() throws IOException {
        start(file);
        replace(file, "two");
        awaitSeen("two");
        replace(file, "three");
        awaitSeen("two", "three");
    }

    @Test
    void seesASymbolicLinkAboveTheFileTurnedElsewhere() throws IOException {
        Path first = Files.createDirectory(folder.resolve("..first"));
        Path second = Files.createDirectory(folder.resolve("..second"));
        Files.writeString(first.resolve("sluice.yaml"), "one");
        Files.writeString(second.resolve("sluice.yaml"), "two");
        Files.createSymbolicLink(folder.resolve("..data"), first.getFileName());
        Path linked = folder.resolve("mounted.yaml");
        Files.createSymbolicLink(linked, Path.of("..data/sluice.yaml"));
        start(linked);

        Path turned = folder.resolve("..data_tmp");
        Files.createSymbolicLink(turned, second.getFileName());
        Files.move(
                turned, folder.resolve("..data"), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);

        awaitSeen("two");
    }

    @Test
    void seesAChangeThatLeavesSizeAndTimeAsTheyWere() throws IOException {
        FileTime time = Files.getLastModifiedTime(file);
        start(file);
        Files.writeString(file, "two");
        Files.setLastModifiedTime(file, time);
        awaitSeen("two");
    }

    @Test
    void passesOverTheEmptyMomentOfAFileThatIsBeingWritten() throws IOException {
        start(file);
        Files.writeString(file, "");
        await().pollDelay(Duration.ofMillis(600)).until(() -> true);
        assertThat(seen).isEmpty();
        Files.writeString(file, "two");
        awaitSeen("two");
    }

    @Test
    void tellsOfAFileThatStaysAwayAndOfItsReturn() throws IOException {
        start(file);
        Files.delete(file);
        awaitSeen("(gone)");
        Files.writeString(file, "two");
        awaitSeen("(gone)", "two");
    }

    @Test
    void aTouchedFileIsNoChange() throws IOException {
        start(file);
        Files.setLastModifiedTime(file, FileTime.fromMillis(0));
        replace(file, "one");
        await().pollDelay(Duration.ofMillis(1500)).until(() -> true);
        assertThat(seen).isEmpty();
    }

    @Test
    void seesAChangeBetweenItsMakingAndItsStart() throws IOException {
        watch = new FileWatch(file);
        Files.writeString(file, "two");
        watch.start(() -> seen.add(content(file)));
        awaitSeen("two");
    }

    @Test
    void watchesFurtherFilesFromWhenTheyAreNamed() throws IOException {
        Path certificate = Files.createDirectory(folder.resolve("tls")).resolve("cert.pem");
        Files.writeString(certificate, "old");
        start(file);
        watch.also(List.of(certificate));
        await().pollDelay(Duration.ofMillis(1500)).until(() -> true);
        assertThat(seen).isEmpty();
        Files.writeString(certificate, "new");
        awaitSeen("one");
    }

    @Test
    void goesOnAfterACallThatFails() throws IOException {
        watch = new FileWatch(file);
        watch.start(() -> {
            seen.add(content(file));
            throw new IllegalStateException("as a test");
        });
        Files.writeString(file, "two");
        awaitSeen("two");
        Files.writeString(file, "three");
        awaitSeen("two", "three");
    }

    @Test
    void aFileWithoutEndHoldsNobodyUp() throws IOException {
        Path endless = folder.resolve("endless");
        Files.createSymbolicLink(endless, Path.of("/dev/zero"));
        start(endless);
        Files.delete(endless);
        Files.writeString(endless, "two");
        awaitSeen("two");
    }
}
