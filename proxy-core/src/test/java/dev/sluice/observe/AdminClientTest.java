package dev.sluice.observe;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.config.ListenAddress;
import dev.sluice.config.ListenConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Some other program may listen where the admin address is looked for. */
@Timeout(60)
final class AdminClientTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    @SuppressWarnings("NullAway.Init") // set before each test
    private ServerSocket server;

    /** What the other program sends, for as long as somebody takes it. */
    private interface Answer {
        void send(OutputStream out) throws IOException, InterruptedException;
    }

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    @Test
    void anAnswerWithoutEndIsRefused() throws Exception {
        answer(out -> {
            out.write(ascii("HTTP/1.1 200 OK\r\n\r\n"));
            endless(out, new byte[64 * 1024]);
        });
        assertThatThrownBy(() -> client(LONG).status(false))
                .isInstanceOf(AdminException.class)
                .hasMessageStartingWith("what answers at 127.0.0.1:")
                .hasMessageEndingWith(" is not a Sluice, or it is stuck: it answers with more than 16 MB");
    }

    @Test
    void anErrorWithoutEndIsRefused() throws Exception {
        answer(out -> {
            out.write(ascii("HTTP/1.1 500 Oh\r\nTransfer-Encoding: chunked\r\n\r\n"));
            endless(out, ascii("8;" + "x".repeat(100) + "\r\n01234567\r\n"));
        });
        assertThatThrownBy(() -> client(LONG).status(true)).isInstanceOf(AdminException.class);
    }

    @Test
    void aHeadWithoutEndIsRefused() throws Exception {
        answer(out -> {
            out.write(ascii("HTTP/1.1 200 OK\r\nX-A: "));
            endless(out, ascii("x".repeat(10_000)));
        });
        assertThatThrownBy(() -> client(LONG).health()).isInstanceOf(AdminException.class);
    }

    @Test
    void whatIsNoHttpIsRefused() throws Exception {
        answer(out -> out.write(ascii("220 mail.example ESMTP\r\n")));
        assertThatThrownBy(() -> client(LONG).health())
                .isInstanceOf(AdminException.class)
                .hasMessageContaining("is not a Sluice");
    }

    @Test
    void anAnswerThatOnlyDribblesIsRefused() throws Exception {
        answer(out -> {
            out.write(ascii("HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n"));
            while (true) {
                out.write('x');
                Thread.sleep(20); // slowness is what is tried
            }
        });
        assertThatThrownBy(() -> client(Duration.ofMillis(500)).reload())
                .isInstanceOf(AdminException.class)
                .hasMessageEndingWith("no complete answer within 0.5 s");
    }

    private void answer(Answer answer) {
        Thread.ofVirtual().start(() -> {
            try (Socket client = server.accept()) {
                InputStream in = client.getInputStream();
                for (int seen = 0; seen < 4; ) {
                    int next = in.read();
                    seen = next == (seen % 2 == 0 ? '\r' : '\n') ? seen + 1 : 0;
                }
                answer.send(client.getOutputStream());
            } catch (IOException gone) {
                return;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private static void endless(OutputStream out, byte[] bytes) throws IOException {
        while (true) {
            out.write(bytes);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private AdminClient client(Duration deadline) throws AdminException {
        return AdminClient.of(
                new ListenConfig(List.of(), List.of(), List.of(new ListenAddress("127.0.0.1", server.getLocalPort()))),
                deadline);
    }
}
