package dev.sluice.acme;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.sluice.acme.http.BoundedHttp;
import dev.sluice.acme.http.HostileServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SelfRequestTest {
    private final Answers answers = new Answers();

    @Test
    void theOwnAnswerIsNoTroubleAndLeavesNothingBehind() throws Exception {
        assertThat(ask(true)).isEmpty();
        assertThat(answers.tokens).isEmpty();
    }

    @Test
    void anotherServerIsSaid() throws Exception {
        assertThat(ask(false))
                .isEqualTo(
                        "a request of this machine to http://localhost is answered by something else than this Sluice"
                                + " (status 404, by other/1.0)");
    }

    @Test
    void aPortThatCannotBeReachedIsSaidAsWhatItMayBe() throws Exception {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        assertThat(SelfRequest.of("localhost", free, answers))
                .startsWith("this machine itself cannot reach port " + free + " of localhost (refused)")
                .contains("hairpin NAT");
    }

    @Test
    void aNameThatDoesNotExistIsSaidElsewhere() throws Exception {
        assertThat(SelfRequest.of("nowhere.invalid", 80, answers)).isEmpty();
    }

    @Test
    void anAnswerWithoutEndIsThatOfAnotherServer() throws Exception {
        try (HostileServer server = HostileServer.start(
                HostileServer.endless("HTTP/1.1 200 OK\r\nServer: endless\r\n", new byte[16 * 1024]))) {
            assertThat(SelfRequest.of("localhost", server.port(), answers))
                    .endsWith("is answered by something else than this Sluice (status 200, by endless)");
            assertThat(server.awaitGivenUp()).isTrue();
        }
    }

    @Test
    void anAnswerThatOnlyDribblesIsNoneInTime() throws Exception {
        BoundedHttp.Bounds bounds = new BoundedHttp.Bounds(1024, Duration.ofSeconds(10), Duration.ofMillis(500));
        try (HostileServer server =
                HostileServer.start(HostileServer.dribbling("HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n", "x"))) {
            assertThat(SelfRequest.of("localhost", server.port(), answers, bounds))
                    .isEqualTo("port " + server.port()
                            + " of localhost takes connections and does not answer requests in" + " time");
        }
    }

    private String ask(boolean ours) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 5);
        server.createContext("/.well-known/acme-challenge/", exchange -> {
            String token = exchange.getRequestURI().getPath().replaceFirst(".*/", "");
            String known = ours ? answers.tokens.get(token) : null;
            byte[] body = (known == null ? "not here" : known).getBytes(StandardCharsets.US_ASCII);
            exchange.getResponseHeaders().set("Server", "other/1.0");
            exchange.sendResponseHeaders(known == null ? 404 : 200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        try {
            return SelfRequest.of("localhost", server.getAddress().getPort(), answers);
        } finally {
            server.stop(0);
        }
    }

    private static final class Answers implements ChallengeAnswers {
        private final Map<String, String> tokens = new ConcurrentHashMap<>();

        @Override
        public void answerHttp(String host, String token, String authorization) {
            tokens.put(token, authorization);
        }

        @Override
        public void forgetHttp(String token) {
            tokens.remove(token);
        }

        @Override
        public void answerTls(String serverName, X509Certificate certificate, PrivateKey key) {}

        @Override
        public void forgetTls(String serverName) {}
    }
}
