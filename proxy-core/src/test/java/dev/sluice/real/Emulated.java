package dev.sluice.real;

import dev.sluice.harness.ChildProcess;
import dev.sluice.harness.RealParts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/**
 * Programs of an arm64 image on a machine of another kind, by QEMU: in namespaces of their own, so that neither a port nor how the
 * machine starts foreign programs is changed (Linux 6.7 or newer: binfmt_misc belongs to a user namespace). The image's files are the
 * root, as in a container.
 */
final class Emulated {
    private static final String ENTER = """
            set -e
            ip link set lo up
            mount -t binfmt_misc binfmt_misc /proc/sys/fs/binfmt_misc
            elf='\\x7fELF\\x02\\x01\\x01\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x02\\x00\\xb7\\x00'
            mask='\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\x00\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\xfe\\xff\\xff\\xff'
            printf %s ":aarch64:M::$elf:$mask:$2:F" >/proc/sys/fs/binfmt_misc/register
            mount -t proc proc "$1/proc"
            mount --rbind /dev "$1/dev"
            root=$1
            shift 2
            export PATH=/usr/bin LC_ALL=C.UTF-8 SLUICE_JAVA_OPTS=-XX:TieredStopAtLevel=1
            exec /usr/sbin/chroot "$root" "$@"
            """;

    private static final List<String> NAMESPACES =
            List.of("unshare", "--user", "--map-root-user", "--mount", "--net", "--pid", "--fork", "--kill-child");

    private final Path root;
    private final Path folder;

    /** Of the image whose files are in {@code root}; logs go to {@code folder}. */
    Emulated(Path root, Path folder) {
        this.root = root;
        this.folder = folder;
    }

    /** Skips the test, or fails it, where a program is missing, or the kernel is too old. */
    static void require() throws IOException {
        List.of("qemu-aarch64-static", "unshare", "nsenter", "chroot", "ip", "curl")
                .forEach(RealParts::require);
        List<String> own = new ArrayList<>(NAMESPACES);
        own.addAll(List.of("mount", "-t", "binfmt_misc", "binfmt_misc", "/proc/sys/fs/binfmt_misc"));
        Path log = Files.createTempFile("mount", ".log");
        try (ChildProcess mount = ChildProcess.start(log, Map.of(), own)) {
            Assumptions.assumeTrue( // also where the environment says CI: a kernel is not to be installed
                    mount.await(Duration.ofSeconds(10)) == 0,
                    "skipped: the kernel has no binfmt_misc in user namespaces, which Linux 6.7 brings");
        }
        Files.delete(log);
    }

    /** Runs a program of the image to its end and gives its output. */
    String run(Duration atMost, String... command) throws IOException {
        return ChildProcess.run(folder, atMost, entered(command));
    }

    /** Starts a program of the image. Its network is reached by {@code nsenter} with its process id. */
    ChildProcess start(String... command) throws IOException {
        return ChildProcess.start(folder.resolve("emulated.log"), Map.of(), entered(command));
    }

    private List<String> entered(String... command) {
        List<String> all = new ArrayList<>(NAMESPACES);
        all.addAll(List.of("sh", "-c", ENTER, "sh"));
        all.addAll(List.of(
                root.toString(), RealParts.require("qemu-aarch64-static").toString()));
        all.addAll(List.of(command));
        return all;
    }
}
