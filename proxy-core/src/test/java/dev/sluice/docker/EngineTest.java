package dev.sluice.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.config.DockerAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is asked of an engine, and what is made of strange answers. */
@SuppressWarnings("NullAway.Init") // set before each test
class EngineTest extends WithFakeEngine {
    private static final Duration LIMIT = Duration.ofSeconds(5);

    @ParameterizedTest
    @CsvSource({"1.41,1.12,1.41", "1.24,'',1.24", "1.51,1.44,1.51", "1.99,1.44,1.51", "1.99,1.60,1.60"})
    void bothSidesAgreeOnAVersion(String newest, String oldest, String agreed) throws EngineTrouble {
        fake.versions(newest, oldest);
        Engine engine = Engine.at(fake.address());
        assertThat(engine.version()).hasToString(agreed);
        engine.labelled();
        assertThat(fake.asked())
                .containsExactly(
                        "GET /version HTTP/1.1",
                        "GET /v" + agreed
                                + "/containers/json?all=1&filters=%7B%22label%22%3A%5B%22sluice.host%22%5D%7D HTTP/1.1");
    }

    @Test
    void anEngineThatIsTooOldIsRefused() {
        fake.versions("1.23", "1.12");
        assertThat(trouble())
                .isEqualTo(
                        "this engine (20.10.24) speaks version 1.23 of its API, and 1.24 is needed: use Docker 1.12 or newer");
    }

    @Test
    void chunksAndLengthsAndTheEndOfTheConnectionEndAnAnswer() throws EngineTrouble {
        String head = "HTTP/1.1 200 OK\r\n";
        for (String answer : new String[] {
            head + "Content-Length: 11\r\n\r\n[{\"Id\": \"b\"}]",
            head + "transfer-encoding: chunked\r\n\r\n6;x=y\r\n[{\"Id\"\r\n6\r\n: \"b\"}\r\n1\r\n]\r\n0\r\n\r\n",
            head + "\r\n[{\"Id\": \"b\"}]"
        }) {
            fake.answer("/containers/json", answer.replace("Length: 11", "Length: 13"));
            assertThat(Engine.at(fake.address()).running().first().get("Id").text())
                    .isEqualTo("b");
        }
    }

    @Test
    void anAnswerThatIsCutShortIsTrouble() {
        fake.answer("/version", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"ApiVersion\":\"1.41\"}");
        assertThat(trouble()).isEqualTo("the connection ended before the answer did");
        fake.answer(
                "/version", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n100\r\n{\"ApiVersion\":\"1.41\"}");
        assertThat(trouble()).isEqualTo("the connection ended before the answer did");
        fake.answer("/version", "");
        assertThat(trouble()).isEqualTo("the connection ended before the answer did");
    }

    @Test
    void garbageIsNoEngine() {
        fake.answer("/version", "SSH-2.0-OpenSSH_9.2\r\n\r\n");
        assertThat(trouble()).isEqualTo("its answer is not HTTP");
        fake.answer("/version", "\0".repeat(100_000));
        assertThat(trouble()).isEqualTo("its answer has a line of more than 8192 bytes");
        fake.answer("/version", "HTTP/1.1 200 OK\r\n" + "A: b\r\n".repeat(1000) + "\r\n");
        assertThat(trouble()).isEqualTo("its answer has more than 100 header lines");
        fake.answer("/version", "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n{}");
        assertThat(trouble()).isEqualTo("its answer is not HTTP: a length is not a number");
        fake.json("/version", "<html>");
        assertThat(trouble()).isEqualTo("what answers there is no Docker engine");
        fake.json("/version", "{} and more");
        assertThat(trouble()).isEqualTo("its answer is not JSON (character 4)");
        fake.json("/version", "{\"a\":" + "[".repeat(100_000));
        assertThat(trouble()).startsWith("its answer is not JSON");
        fake.json("/version", "[1]");
        assertThat(trouble()).isEqualTo("what answers there is no Docker engine");
        fake.json("/version", "{}");
        assertThat(trouble())
                .isEqualTo(
                        "what answers there is no Docker engine: it does not say which version of the API it speaks");
    }

    @Test
    void whatNobodyWantsOfAnAnswerMayBeOfAnySize() throws EngineTrouble {
        fake.json(
                "/version",
                "{\"Components\": [\"" + "x".repeat(17 * 1024 * 1024) + "\"], \"ApiVersion\": \"1.41\","
                        + " \"MinAPIVersion\": \"1.12\", \"Version\": \"20.10.24\"}");
        assertThat(Engine.at(fake.address()).version()).hasToString("1.41");
        fake.json("/version", "\"" + "x".repeat(17 * 1024 * 1024) + "\"");
        assertThat(trouble()).isEqualTo("what answers there is no Docker engine");
    }

    @Test
    void anAnswerIsBoundedInTime() {
        fake.answer("/version", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{");
        fake.answer("/events", "");
        assertThat(catchThrowableOfType(
                                EngineTrouble.class,
                                () -> Engine.at(new DockerAddress.Socket(silent()), Duration.ofMillis(300)))
                        .sentence())
                .endsWith("it did not answer within 0.3 s");
    }

    /** Accepts connections, as the system does, and never answers. */
    private Path silent() throws IOException {
        Path path = folder.resolve("silent");
        java.nio.channels.ServerSocketChannel.open(java.net.StandardProtocolFamily.UNIX)
                .bind(java.net.UnixDomainSocketAddress.of(path));
        return path;
    }

    @Test
    void aProxyThatRefusesIsToldWhatItMustLetPass() {
        fake.answer("/version", "HTTP/1.0 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
        assertThat(trouble())
                .isEqualTo("it answers 403 to GET /version: a proxy must let GET pass for /version, /events and"
                        + " /containers/json");
        fake.answer("/version", "HTTP/1.1 500 Oh\r\nContent-Length: 23\r\n\r\n{\"message\":\"disk full\"}");
        assertThat(trouble()).isEqualTo("it answers 500 to GET /version (disk full)");
    }

    @Test
    void aSocketThatIsNotThereIsExplained() throws IOException {
        fake.stop();
        assertThat(trouble())
                .isEqualTo("No such file or directory. In a container, mount it (volumes: [\"/var/run/docker.sock:"
                        + folder.resolve("s") + ":ro\"]), or name a proxy to it with `docker: http://HOST:2375`");
        Files.createFile(folder.resolve("s"));
        assertThat(trouble()).startsWith("Connection refused");
    }

    @Test
    void aProxyIsAskedOverTcp() throws Exception {
        try (var server = new java.net.ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> {
                try (var client = server.accept()) {
                    client.getInputStream().read(new byte[4096]);
                    client.getOutputStream()
                            .write("HTTP/1.1 200 OK\r\n\r\n{\"ApiVersion\":\"1.30\"}"
                                    .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            DockerAddress address = new DockerAddress.Tcp("127.0.0.1", server.getLocalPort());
            assertThat(Engine.at(address, LIMIT).version()).hasToString("1.30");
        }
        EngineTrouble unknown = catchThrowableOfType(
                EngineTrouble.class, () -> Engine.at(new DockerAddress.Tcp("docker-proxy.invalid", 2375), LIMIT));
        assertThat(unknown.sentence())
                .isEqualTo(
                        "Docker at docker-proxy.invalid:2375: the name docker-proxy.invalid does not resolve: is the proxy"
                                + " running, and on a network that Sluice shares?");
    }

    private String trouble() {
        EngineTrouble trouble = catchThrowableOfType(EngineTrouble.class, () -> Engine.at(fake.address(), LIMIT));
        assertThat(trouble).isNotNull();
        return trouble.sentence().replace("Docker at " + folder.resolve("s") + ": ", "");
    }
}
