package dev.sluice.base.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
final class BoundedFileTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void aFileIsReadUpToItsBound() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "a\nb\n");
        assertThat(BoundedFile.text(file, 4)).isEqualTo("a\nb\n");
        assertThat(BoundedFile.lines(file, 4)).containsExactly("a", "b");
        assertThatThrownBy(() -> BoundedFile.bytes(file, 3)).isInstanceOf(BoundedFile.Unfit.class);
    }

    @Test
    void aLargerOneIsSaid() throws IOException {
        Path file = Files.write(folder.resolve("file"), new byte[64 * 1024 + 1]);
        assertThatThrownBy(() -> BoundedFile.bytes(file, 64 * 1024)).hasMessage(file + ": it is larger than 64 KB");
    }

    @Test
    void whatTheKernelShowsIsReadAlthoughItsSizeIsSaidToBeNone() throws IOException {
        assertThat(BoundedFile.text(Path.of("/proc/self/comm"), 100)).endsWith("\n");
    }

    @Test
    void aDeviceAPipeAndAFolderAreRefusedBeforeTheyAreOpened() throws Exception {
        assertThatThrownBy(() -> BoundedFile.bytes(Path.of("/dev/zero"), 100))
                .hasMessage("/dev/zero: it is not a regular file");
        Path pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        assertThatThrownBy(() -> BoundedFile.bytes(pipe, 100)).hasMessage(pipe + ": it is not a regular file");
        assertThatThrownBy(() -> BoundedFile.bytes(folder, 100)).hasMessage(folder + ": it is a folder");
        assertThatThrownBy(() -> BoundedFile.bytes(folder.resolve("none"), 100))
                .isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void aKeptFileIsReadAgainOnlyAfterAChange() throws IOException {
        AtomicInteger reads = new AtomicInteger();
        Path file = Files.writeString(folder.resolve("file"), "one");
        KeptFile<String> kept = new KeptFile<>(file, 100, bytes -> {
            reads.incrementAndGet();
            return new String(bytes, UTF_8);
        });
        old(file, 100);
        assertThat(kept.get()).isEqualTo("one");
        assertThat(kept.get()).isEqualTo("one");
        assertThat(reads).hasValue(1);

        Files.writeString(file, "two"); // a change that may have a stamp like the next one's
        assertThat(kept.get()).isEqualTo("two");
        assertThat(kept.get()).isEqualTo("two");
        assertThat(reads).hasValue(3);

        old(file, 50);
        assertThat(kept.get()).isEqualTo("two");
        assertThat(kept.get()).isEqualTo("two");
        assertThat(reads).hasValue(4);

        Files.delete(file);
        assertThatThrownBy(kept::get).isInstanceOf(NoSuchFileException.class);
        Files.write(file, new byte[101]);
        assertThatThrownBy(kept::get).isInstanceOf(BoundedFile.Unfit.class);
    }

    private static void old(Path file, int seconds) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(seconds)));
    }
}
