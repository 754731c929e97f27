package dev.sluice.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.launch.MappedPages.Mapping;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MappedPagesTest {
    private static final int SIZE = 8 * 1024 * 1024;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "r-xp, /lib/libjvm.so, 0 kB, 0 kB, true",
        "r--p, /lib/sluice.aot, 0 kB, 0 kB, true",
        "r--s, /lib/modules, 0 kB, 0 kB, true",
        "r--p, /lib/libjvm.so, 16 kB, 0 kB, false",
        "r--p, /lib/libjvm.so, 10 kB, 0 kB, false",
        "r--p, /lib/libjvm.so, 0 kB, 4 kB, false",
        "rw-p, /lib/libjvm.so, 0 kB, 0 kB, false",
        "rwxp, /lib/libjvm.so, 0 kB, 0 kB, false",
        "r-xp, /lib/libc.so.6, 0 kB, 0 kB, false",
        "r-xp, [vdso], 0 kB, 0 kB, false",
        "r--p, '', 0 kB, 0 kB, false"
    })
    void onlyPagesThatAreTheFilesAreLetGo(String rights, String name, String own, String swapped, boolean released)
            throws IOException {
        String listing = """
                7f00a000-7f00d000 %s 00001000 fe:00 12   %s
                Size:                 12 kB
                Rss:                  12 kB
                Private_Dirty:        12 kB
                Anonymous:           %s
                Swap:                %s
                VmFlags: rd ex mr mw me
                """.formatted(rights, name, own, swapped);

        assertThat(MappedPages.unwritten(new BufferedReader(new StringReader(listing))))
                .isEqualTo(released ? List.of(new Mapping(0x7f00a000L, 0x3000)) : List.<Mapping>of());
    }

    @Test
    void whatWasReadLeavesMemoryAndIsTheSameWhenReadAgain() throws IOException {
        byte[] content = new byte[SIZE];
        Arrays.fill(content, (byte) 7);
        Path file = Files.write(folder.resolve("file.aot"), content);
        try (FileChannel channel = FileChannel.open(file)) {
            MappedByteBuffer mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, SIZE);
            mapped.load();
            long before = resident(file);

            MappedPages.release();

            assertThat(before).isEqualTo(SIZE / 1024);
            assertThat(resident(file)).isZero();
            byte[] again = new byte[SIZE];
            mapped.get(again);
            assertThat(again).isEqualTo(content);
        }
    }

    private static long resident(Path file) throws IOException {
        boolean here = false;
        for (String line : Files.readAllLines(Path.of("/proc/self/smaps"))) {
            if (line.endsWith(" " + file)) {
                here = true;
            } else if (here && line.startsWith("Rss:")) {
                return Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        throw new IOException(file + " is not mapped");
    }
}
