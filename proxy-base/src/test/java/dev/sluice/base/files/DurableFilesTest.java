package dev.sluice.base.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DurableFilesTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void whatIsWrittenReplacesTheFileAndLeavesNothingBesideIt() throws IOException {
        Path file = folder.resolve("key");
        DurableFiles.write(file, "a longer one".getBytes(UTF_8));
        DurableFiles.write(file, "new".getBytes(UTF_8));
        assertThat(DurableFiles.read(file)).asString(UTF_8).isEqualTo("new");
        assertThat(names()).containsExactly("key");
    }

    @Test
    void onlyTheOwnerMayReadWhatIsWritten() throws IOException {
        Path own = folder.resolve("a/b");
        DurableFiles.createFolder(own);
        DurableFiles.createFolder(own);
        DurableFiles.write(own.resolve("key"), new byte[0]);
        assertThat(permissions(own)).isEqualTo("rwx------");
        assertThat(permissions(own.resolve("key"))).isEqualTo("rw-------");
    }

    @Test
    void aFailedWriteLeavesTheOldFileAndNoTemporaryOne() throws IOException {
        Path file = Files.createDirectory(folder.resolve("taken"));
        Files.createFile(file.resolve("inside"));
        assertThatThrownBy(() -> DurableFiles.write(file, new byte[1])).isInstanceOf(IOException.class);
        assertThat(file.resolve("inside")).exists();
        assertThat(names()).containsExactly("taken");
    }

    @Test
    void aLinkIsReplacedAndWhatItPointsAtIsLeftAlone() throws IOException {
        Path other = Files.writeString(folder.resolve("other"), "x");
        Path file = Files.createSymbolicLink(folder.resolve("key"), other);
        DurableFiles.write(file, new byte[1]);
        assertThat(other).hasContent("x");
        assertThat(Files.isSymbolicLink(file)).isFalse();
    }

    @Test
    void aFileThatIsNotThereIsNullAndALargeOneIsRefused() throws IOException {
        assertThat(DurableFiles.read(folder.resolve("none"))).isNull();
        Path large = Files.write(folder.resolve("large"), new byte[(1 << 20) + 1]);
        assertThatThrownBy(() -> DurableFiles.read(large)).isInstanceOf(BoundedFile.Unfit.class);
    }

    @Test
    void aDamagedFileIsKeptUnderAnotherName() throws IOException {
        Path file = Files.writeString(folder.resolve("key"), "x");
        assertThat(DurableFiles.setAside(file)).hasFileName("key.damaged").hasContent("x");
        assertThat(file).doesNotExist();
        DurableFiles.delete(file);
        DurableFiles.delete(folder.resolve("key.damaged"));
        assertThat(names()).isEmpty();
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private Stream<String> names() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(each -> each.getFileName().toString()).toList().stream();
        }
    }
}
