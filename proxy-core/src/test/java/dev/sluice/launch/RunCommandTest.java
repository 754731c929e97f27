package dev.sluice.launch;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.awaitility.Awaitility;
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
            assertThat(asked("health", "--admin", admin)).isEqualTo("ready\n");
            Awaitility.await().until(() -> asked("certs", "--admin", admin).contains("from local CA, expires "));
            assertThat(asked("certs", "--json", "--admin", admin)).startsWith("[");
            assertThat(asked("reload", "--admin", admin)).isNotEmpty();
            sluice.await("reloaded ");
        }
    }

    @Test
    void linesOfABadFileAreInTheLogAndNotOnTheAdminPages() throws Exception {
        Path file = write(0, "  one.test: {respond: {status: 200, body: one}, tls: off}\n");
        try (SluiceProcess sluice = new SluiceProcess("run", "--config", file.toString())) {
            String admin = "127.0.0.1:"
                    + sluice.await("admin 127\\.0\\.0\\.1:([0-9]+)").group(1);
            Files.writeString(file, Files.readString(file) + "acme: {eab: {hmac-key: s3cret}}\n");
            ByteArrayOutputStream err = new ByteArrayOutputStream();

            int code = Main.run(new String[] {"reload", "--admin", admin}, System.out, new PrintStream(err, true));

            assertThat(code).isEqualTo(1);
            assertThat(err.toString(UTF_8))
                    .contains("sluice.yaml:5:13: 'eab' needs both 'key-id' and 'hmac-key'")
                    .doesNotContain("s3cret");
            assertThat(asked("status", "--admin", admin))
                    .contains("'eab' needs")
                    .doesNotContain("s3cret");
            assertThat(asked("status", "--json", "--admin", admin)).doesNotContain("s3cret");
            sluice.await("acme: \\{eab: \\{hmac-key: s3cret");
        }
    }

    @Test
    void healthIsExit1WhileTheEdgeDrains() throws Exception {
        Path file = write(0, "  slow.test: {to: '127.0.0.1:1', hold: 5m, tls: off}\n");
        try (SluiceProcess sluice = new SluiceProcess("run", "--config", file.toString())) {
            var ports = sluice.await("http 127\\.0\\.0\\.1:([0-9]+), admin 127\\.0\\.0\\.1:([0-9]+)");
            String admin = "127.0.0.1:" + ports.group(2);
            try (Socket waiting = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(ports.group(1)))) {
                waiting.getOutputStream().write("GET / HTTP/1.1\r\nHost: slow.test\r\n\r\n".getBytes(US_ASCII));
                Awaitility.await()
                        .until(() -> asked("status", "--json", "--admin", admin)
                                .matches("(?s).*\"connections\"\\s*:\\s*1.*"));
                sluice.signal("TERM");
                sluice.await("stopping");

                ByteArrayOutputStream err = new ByteArrayOutputStream();
                int code = Main.run(new String[] {"health", "--admin", admin}, System.out, new PrintStream(err, true));

                assertThat(code).isEqualTo(1);
                assertThat(err.toString(UTF_8)).isEqualTo("draining\n");
            }
        }
    }

    private static String asked(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int code = Main.run(arguments, new PrintStream(out, true), System.err);
        assertThat(code).isZero();
        return out.toString(UTF_8);
    }
}
