package dev.sluice.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.harness.ChildProcess;
import dev.sluice.harness.NginxProcess;
import dev.sluice.harness.RealParts;
import dev.sluice.harness.SluiceProcess;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** nginx and nghttpd as backends that speak HTTP/2, by prior knowledge and by what TLS has negotiated. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Http2BackendsTest {
    private static final int LARGE = 32 << 20;
    private static final Duration SOON = Duration.ofSeconds(60);

    private final Path folder;
    private final Path large;
    private final NginxProcess nginx;
    private final ChildProcess nghttpd;
    private final SluiceProcess sluice;

    Http2BackendsTest() throws Exception {
        String program = RealParts.require("nghttpd").toString();
        folder = Scratch.folder("http2-backends");
        Path files = Files.createDirectories(folder.resolve("files"));
        Files.writeString(files.resolve("small"), "hello");
        large = files.resolve("large");
        byte[] bytes = new byte[LARGE];
        new java.util.Random(2).nextBytes(bytes);
        Files.write(large, bytes);
        Path key = folder.resolve("key.pem");
        Path cert = folder.resolve("cert.pem");
        ChildProcess.run(
                folder,
                SOON,
                List.of(
                        RealParts.require("openssl").toString(),
                        "req",
                        "-x509",
                        "-nodes",
                        "-newkey",
                        "ec",
                        "-pkeyopt",
                        "ec_paramgen_curve:P-256",
                        "-subj",
                        "/CN=backend",
                        "-keyout",
                        key.toString(),
                        "-out",
                        cert.toString()));
        int plain = differentPort();
        int secure = differentPort();
        nginx = NginxProcess.start(folder.resolve("nginx"), """
                listen 127.0.0.1:%d http2;
                listen 127.0.0.1:%d ssl http2;
                ssl_certificate %s;
                ssl_certificate_key %s;
                root %s;
                location /protocol { default_type text/plain; return 200 "$server_protocol $scheme"; }
                """.formatted(plain, secure, cert, key, files));
        int port = ChildProcess.freePort();
        nghttpd = ChildProcess.start(
                folder.resolve("nghttpd.log"),
                Map.of(),
                List.of(program, "--no-tls", "--echo-upload", "-a", "127.0.0.1", "-d", files.toString(), "" + port));
        nghttpd.awaitPort(port);
        sluice = SluiceProcess.start(folder, """
                sites:
                  localhost:
                    to: "h2c://127.0.0.1:%d"
                    routes:
                      /secure/: {to: {url: "https://127.0.0.1:%d", verify: off}, strip-prefix: on}
                      /nghttpd/: {to: "h2c://127.0.0.1:%d", strip-prefix: on}
                """.formatted(plain, secure, port));
    }

    @AfterAll
    void stop() throws IOException {
        sluice.close();
        nghttpd.close();
        nginx.close();
        Files.deleteIfExists(large);
        Files.deleteIfExists(folder.resolve("got"));
    }

    @Test
    void nginxIsSpokenToInHttp2() throws Exception {
        assertThat(sluice.served("localhost", "/protocol")).isEqualTo("HTTP/2.0 http");
        assertThat(sluice.served("localhost", "/secure/protocol")).isEqualTo("HTTP/2.0 https");
    }

    @Test
    void largeFilesOfEachComeThroughWhole() throws Exception {
        for (String prefix : List.of("", "/secure", "/nghttpd")) {
            Path got = folder.resolve("got");
            curl(prefix + "/large", "-o", got.toString());
            assertThat(Files.mismatch(got, large)).as(prefix).isEqualTo(-1);
        }
    }

    @Test
    void whatIsUploadedToNghttpdComesBackWhole() throws Exception {
        Path got = folder.resolve("got");
        curl("/nghttpd/echo", "-X", "POST", "-T", large.toString(), "-o", got.toString());
        assertThat(Files.mismatch(got, large)).isEqualTo(-1);
    }

    @Test
    void noneOfTenThousandRequestsToEachFails() throws Exception {
        for (String prefix : List.of("", "/secure", "/nghttpd")) {
            List<String> command = H2Load.command(10_000, "localhost", base() + prefix + "/small");
            H2Load.allSucceeded(ChildProcess.run(folder, SOON, command), 10_000);
        }
    }

    @Test
    void noRequestFailsWhileNginxIsReloaded() throws Exception {
        int requests = 20_000;
        try (ChildProcess load = ChildProcess.start(
                folder.resolve("h2load.log"), Map.of(), H2Load.command(requests, "localhost", base() + "/small"))) {
            for (int i = 0; i < 5; i++) {
                assertThat(sluice.served("localhost", "/protocol")).isEqualTo("HTTP/2.0 http");
                nginx.reload();
            }
            assertThat(load.await(SOON)).isZero();
            H2Load.allSucceeded(load.output(), requests);
        }
    }

    private void curl(String target, String... more) throws IOException {
        List<String> command = new java.util.ArrayList<>(
                List.of(RealParts.require("curl").toString(), "-sS", "--fail", "--http2", "--cacert"));
        command.add(sluice.root().toString());
        command.addAll(List.of(more));
        command.add(base() + target);
        ChildProcess.run(folder, SOON, command);
    }

    /** Not one of the range that the system chooses from, where nginx's own port is. */
    private static int differentPort() throws IOException {
        for (int port = 20_000 + ThreadLocalRandom.current().nextInt(10_000); ; port++) {
            try (ServerSocket free = new ServerSocket()) {
                free.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                return port;
            } catch (BindException taken) {
                // the next one
            }
        }
    }

    private String base() {
        return "https://localhost:" + sluice.httpsPort();
    }
}
