package dev.sluice.launch;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.harness.ChildProcess;
import dev.sluice.harness.Peer;
import dev.sluice.harness.RawBackend;
import dev.sluice.observe.Logging;
import dev.sluice.observe.StandardError;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What reads the outputs of a process may stop: a log driver that hangs, a terminal that is held. Pipes hold 64 KB then. */
@Timeout(120)
final class StuckOutputTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    private Path folder;

    private int http;
    private int admin;

    @BeforeEach
    void choosePorts() throws IOException {
        http = ChildProcess.freePort();
        admin = ChildProcess.freePort();
    }

    @Test
    void aFullStandardErrorHoldsUpNoReloadNoRequestNoCheckAndNoStop() throws Exception {
        int backend = ChildProcess.freePort();
        Path file = write(checked(backend));
        try (UnreadProcess sluice = new UnreadProcess(Main.class, "run", "--config", file.toString())) {
            awaitServing(sluice);
            writeBad();
            for (int i = 0; i < 40; i++) { // some 2 MB of log
                assertThat(post("/reload")).startsWith("HTTP/1.1 422 ");
            }
            assertThat(dropped()).isPositive();
            write(checked(backend));
            assertThat(post("/reload")).startsWith("HTTP/1.1 200 ");

            // each of these changes is said on the loop that serves
            for (int i = 0; i < 2; i++) {
                try (RawBackend up = RawBackend.startAt(backend, StuckOutputTest::answer)) {
                    await().atMost(SOON).until(() -> get("checked.test").startsWith("HTTP/1.1 200 "));
                    assertThat(up.port()).isEqualTo(backend);
                }
                await().atMost(SOON).until(() -> !get("checked.test").startsWith("HTTP/1.1 200 "));
            }
            for (int i = 0; i < 50; i++) {
                assertThat(get("plain.test")).startsWith("HTTP/1.1 200 ");
            }
            sluice.terminate();
            assertThat(sluice.exitCode(15)).isZero();
        }
    }

    @Test
    void fullOutputsHoldUpNoStop() throws Exception {
        Path file = write("");
        try (UnreadProcess sluice = new UnreadProcess(Main.class, "run", "--config", file.toString())) {
            awaitServing(sluice);
            writeBad();
            for (int i = 0; i < 5; i++) {
                assertThat(post("/reload")).startsWith("HTTP/1.1 422 ");
            }
            for (int i = 0; i < 200; i++) { // each of some kilobytes in the access log
                assertThat(get("plain.test", "User-Agent: " + "x".repeat(4000))).startsWith("HTTP/1.1 200 ");
            }
            sluice.terminate();
            assertThat(sluice.exitCode(15)).isZero();
        }
    }

    @Test
    void aUsualStopLosesNoLineOfTheLog() throws Exception {
        Path file = write("");
        try (UnreadProcess sluice = new UnreadProcess(Main.class, "run", "--config", file.toString())) {
            awaitServing(sluice);
            for (int i = 0; i < 100; i++) {
                write("  n" + i + ".test: {respond: {status: 200}, tls: off}\n");
                assertThat(post("/reload")).startsWith("HTTP/1.1 200 ");
            }
            sluice.terminate();
            assertThat(sluice.exitCode(15)).isZero();
            List<String> lines = sluice.errors();
            assertThat(lines.getLast()).endsWith(" INFO  stopped");
            assertThat(lines.stream().filter(line -> line.contains("reloaded")).toList())
                    .hasSizeGreaterThanOrEqualTo(100)
                    .last()
                    .asString()
                    .contains("n99.test");
        }
    }

    /** A stop in which something waits for what never comes. */
    static final class Hanging {
        private Hanging() {}

        public static void main(String[] arguments) throws InterruptedException {
            Logging.inBackground();
            StopGuard guard = StopGuard.within(Duration.ofMillis(300));
            try (guard) {
                new CountDownLatch(1).await();
            }
        }
    }

    @Test
    void aStopThatHangsEndsNevertheless() throws Exception {
        try (UnreadProcess hanging = new UnreadProcess(Hanging.class)) {
            assertThat(hanging.exitCode(60)).isEqualTo(1);
            assertThat(hanging.errors()).anyMatch(line -> line.contains("the stop has not ended"));
        }
    }

    /** What libraries print, and exceptions that nobody catches, do not go past the log. */
    static final class Noisy {
        private Noisy() {}

        public static void main(String[] arguments) throws InterruptedException {
            StandardError.own();
            Logging.inBackground();
            int rounds = Integer.parseInt(arguments[0]);
            for (int i = 0; i < rounds; i++) {
                String text = "round " + i + " ";
                System.err.println(text + "x".repeat(1000));
                Thread thread = new Thread(
                        () -> {
                            throw new IllegalStateException(text + "thrown");
                        },
                        "thrower");
                thread.start();
                thread.join();
                new IllegalStateException(text + "printed").printStackTrace();
            }
            Logging.flush();
            System.exit(7);
        }
    }

    @Test
    void whatIsPrintedAndThrownHoldsNobodyUp() throws Exception {
        try (UnreadProcess noisy = new UnreadProcess(Noisy.class, "200")) {
            assertThat(noisy.exitCode(60)).isEqualTo(7);
        }
    }

    @Test
    void whatIsPrintedAndThrownIsInTheLogInItsOrder() throws Exception {
        try (UnreadProcess noisy = new UnreadProcess(Noisy.class, "3")) {
            assertThat(noisy.exitCode(60)).isEqualTo(7);
            List<String> lines = noisy.errors().stream()
                    .filter(line -> line.contains("round"))
                    .toList();
            assertThat(lines).hasSize(9);
            for (int i = 0; i < 3; i++) {
                assertThat(lines.get(3 * i)).isEqualTo("round " + i + " " + "x".repeat(1000));
                assertThat(lines.get(3 * i + 1)).endsWith("java.lang.IllegalStateException: round " + i + " thrown");
                assertThat(lines.get(3 * i + 2)).isEqualTo("java.lang.IllegalStateException: round " + i + " printed");
            }
        }
        try (UnreadProcess noisy = new UnreadProcess(Noisy.class, "1")) {
            noisy.exitCode(60);
            assertThat(noisy.errors())
                    .anyMatch(line -> line.endsWith("ERROR an error inside Sluice has ended the thread thrower"));
        }
    }

    @Test
    void aBadFileIsSaidAtTheStartWithExitCode2() throws Exception {
        write("");
        writeBad();
        try (UnreadProcess sluice = new UnreadProcess(
                Main.class, "run", "--config", folder.resolve("sluice.yaml").toString())) {
            // 64 KB fit into the pipe; the rest waits for its reader, as every command's output does
            assertThat(sluice.alive()).isTrue();
            assertThat(sluice.errors())
                    .hasSizeGreaterThan(500)
                    .anyMatch(line -> line.contains("sluice.yaml:") && line.contains("unknown key 'respons'"));
            assertThat(sluice.exitCode(30)).isEqualTo(2);
        }
    }

    private static void answer(Peer peer) throws IOException {
        while (peer.requestOrEnd() != null) {
            peer.respondOk("ok");
        }
    }

    private static String checked(int backend) {
        return "  checked.test: {tls: off, hold: 100ms, to: ['127.0.0.1:" + backend
                + "'], health: {path: /, interval: 100ms, rise: 1, fall: 1}}\n";
    }

    private Path write(String sites) throws IOException {
        String text = "listen: {http: '127.0.0.1:" + http + "', https: off, admin: '127.0.0.1:" + admin + "'}\ndata: '"
                + folder.resolve("data") + "'\nsites:\n  plain.test: {respond: {status: 200}, tls: off}\n";
        return Files.writeString(folder.resolve("sluice.yaml"), text + sites);
    }

    private void writeBad() throws IOException {
        Path file = folder.resolve("sluice.yaml");
        Files.writeString(
                file,
                Files.readString(file)
                        + IntStream.range(0, 400)
                                .mapToObj(i -> "  bad" + i + ".test: {respons: {status: 200}, tls: off}\n")
                                .collect(Collectors.joining()));
    }

    private void awaitServing(UnreadProcess sluice) {
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            assertThat(sluice.alive()).isTrue();
            return ask(admin, "GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                    .startsWith("HTTP/1.1 200 ");
        });
    }

    private double dropped() {
        return ask(admin, "GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                .lines()
                .filter(line -> line.startsWith("sluice_program_log_dropped_lines_total "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' '))))
                .sum();
    }

    private String post(String path) {
        return ask(
                admin,
                "POST " + path
                        + " HTTP/1.1\r\nHost: localhost\r\nX-Sluice: 1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    }

    private String get(String host, String... fields) {
        return ask(
                http,
                "GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n"
                        + Stream.of(fields).map(field -> field + "\r\n").collect(Collectors.joining())
                        + "\r\n");
    }

    /** The whole answer on a new connection; empty if there is none in some seconds. */
    private static String ask(int port, String request) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(US_ASCII));
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }
}
