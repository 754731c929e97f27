package dev.sluice.acme;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.acme.http.HostileServer;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class WebhookTest {

    @Test
    void aCertificateThatNearsItsEndIsToldToTheUrl() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Webhook.tell(
                    "http://127.0.0.1:" + server.getLocalPort() + "/hook",
                    List.of("www.example.com"),
                    Instant.EPOCH,
                    "port 80 is \"closed\"");
            try (Socket socket = server.accept()) {
                StringBuilder request = new StringBuilder();
                InputStream in = socket.getInputStream();
                while (!request.toString().endsWith("}")) {
                    request.append((char) in.read());
                }
                socket.getOutputStream()
                        .write("HTTP/1.1 204 x\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

                assertThat(request.toString())
                        .startsWith("POST /hook ")
                        .contains("\"names\":[\"www.example.com\"]")
                        .contains("\"not_after\":\"1970-01-01T00:00:00Z\"")
                        .contains("port 80 is \\\"closed\\\"");
            }
        }
    }

    @Test
    void anAnswerWithoutEndIsNotRead() throws Exception {
        try (HostileServer server =
                HostileServer.start(HostileServer.endless("HTTP/1.1 200 OK\r\n", new byte[16 * 1024]))) {
            Webhook.tell(server.url(), List.of("www.example.com"), Instant.EPOCH, "");
            assertThat(server.awaitGivenUp()).isTrue();
        }
    }
}
