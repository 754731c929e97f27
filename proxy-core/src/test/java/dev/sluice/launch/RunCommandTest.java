package dev.sluice.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The running edge as a process: signals, the file, the other commands that talk to it. */
final class RunCommandTest {
    @TempDir
    private Path folder;

    private Path write(int admin, String sites) throws IOException {
        Path file = folder.resolve("sluice.yaml");
        Files.writeString(
                file,
                "listen: {http: '127.0.0.1:0', https: off, admin: '127.0.0.1:" + admin + "'}\ndata: '"
                        + folder.resolve("data") + "'\nsites:\n" + sites);
        return file;
    }

    @Test
    void aSavedFileIsUsedABadOneIsNotAndSigtermEndsWith0() throws Exception {
        Path file = write(0, "  one.test: {respond: {status: 200, body: one}, tls: off}\n");
        try (SluiceProcess sluice = new SluiceProcess("run", "--config", file.toString())) {
            sluice.await("serves http 127\\.0\\.0\\.1:[0-9]+");

            write(0, "  two.test: {respond: {status: 200, body: two}, tls: off}\n");
            sluice.await("reloaded .*two\\.test");

            write(0, "  two.test: {respond: {status: 999}, tls: off}\n");
            sluice.await("is not used, everything runs on as it was");

            sluice.signal("TERM");
            assertThat(sluice.exitCode()).isZero();
        }
    }

    @Test
    void sighupReloads() throws Exception {
        Path file = write(0, "  one.test: {respond: {status: 200, body: one}, tls: off}\n");
        try (SluiceProcess sluice = new SluiceProcess("run", "--config", file.toString())) {
            sluice.await("serves http");
            sluice.signal("HUP");
            sluice.await("reloaded .*nothing changed");
            sluice.signal("INT");
            assertThat(sluice.exitCode()).isZero();
        }
    }

    @Test
    void theOtherCommandsAskTheRunningEdge() throws Exception {
        Path file = write(0, "  one.test: {respond: {status: 200, body: one}, tls: off}\n");
        try (SluiceProcess sluice = new SluiceProcess("run", "--config", file.toString())) {
            String admin = "127.0.0.1:"
                    + sluice.await("admin 127\\.0\\.0\\.1:([0-9]+)").group(1);

            assertThat(asked("status", "--admin", admin)).contains("one.test");
            assertThat(asked("status", "--json", "--admin", admin))
                    .startsWith("{")
                    .contains("\"one.test\"");
            assertThat(asked("certs", "--admin", admin)).contains("from local CA, expires ");
            assertThat(asked("certs", "--json", "--admin", admin)).startsWith("[");
            assertThat(asked("reload", "--admin", admin)).isNotEmpty();
            sluice.await("reloaded ");
        }
    }

    private static String asked(String... arguments) {
        java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
        int code = Main.run(arguments, new java.io.PrintStream(out, true), System.err);
        assertThat(code).isZero();
        return out.toString(java.nio.charset.StandardCharsets.UTF_8);
    }
}
