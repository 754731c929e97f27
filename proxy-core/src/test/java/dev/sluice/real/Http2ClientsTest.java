package dev.sluice.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.harness.ChildProcess;
import dev.sluice.harness.NginxProcess;
import dev.sluice.harness.RawBackend;
import dev.sluice.harness.RealParts;
import dev.sluice.harness.SluiceProcess;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** curl, nghttp and h2load speak HTTP/2 with Sluice, over TLS and by prior knowledge, before backends of HTTP/1.1. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Http2ClientsTest {
    private static final int LARGE = 32 << 20;
    private static final Duration SOON = Duration.ofSeconds(60);

    private final Path folder;
    private final NginxProcess nginx;
    private final RawBackend digests;
    private final RawBackend trailers;
    private final SluiceProcess sluice;

    Http2ClientsTest() throws Exception {
        RealParts.require("nginx");
        folder = Scratch.folder("http2-clients");
        Path files = Files.createDirectories(folder.resolve("files"));
        Files.writeString(files.resolve("small"), "hello");
        nginx = NginxProcess.start(folder.resolve("nginx"), "root " + files + ";");
        digests = RawBackend.start(peer -> {
            while (true) {
                var head = peer.requestHead();
                MessageDigest digest = sha256();
                long left = Long.parseLong(String.valueOf(head.field("Content-Length")));
                while (left > 0) {
                    int count = (int) Math.min(left, 1 << 16);
                    digest.update(peer.exactBytes(count));
                    left -= count;
                }
                peer.respondOk(HexFormat.of().formatHex(digest.digest()));
            }
        });
        trailers = RawBackend.start(peer -> {
            while (peer.requestOrEnd() != null) {
                peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: x-sum\r\n\r\n"
                        + "5\r\nhello\r\n0\r\nx-sum: forty-two\r\n\r\n");
            }
        });
        sluice = SluiceProcess.start(folder, sites(0));
    }

    @BeforeAll
    void makeFile() throws IOException {
        byte[] piece = new byte[1 << 20];
        Random random = new Random(1);
        try (var out = Files.newOutputStream(folder.resolve("files/large"))) {
            for (int i = 0; i < LARGE; i += piece.length) {
                random.nextBytes(piece);
                out.write(piece);
            }
        }
    }

    @AfterAll
    void stop() throws IOException {
        sluice.close();
        nginx.close();
        digests.close();
        trailers.close();
        Scratch.delete(folder.resolve("files"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "plain.test"})
    void curlGetsSmallAndLarge(String host) throws Exception {
        assertThat(curl(host, "/small", "-w", " %{http_version} %{http_code}")).isEqualTo("hello 2 200");
        Path got = folder.resolve("files/got");
        curl(host, "/large", "-o", got.toString());
        assertThat(digest(got)).isEqualTo(digest(folder.resolve("files/large")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "plain.test"})
    void curlUploadsWhatArrivesWhole(String host) throws Exception {
        Path large = folder.resolve("files/large");
        assertThat(curl(host, "/digest", "-T", large.toString())).isEqualTo(digest(large));
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "plain.test"})
    void nghttpGetsTrailersAndSendsItsOwn(String host) throws Exception {
        Path small = folder.resolve("files/small");
        String output = run(
                RealParts.require("nghttp").toString(),
                "-v",
                "-H:authority: " + host,
                "-d",
                small.toString(),
                "--no-content-length",
                "--trailer",
                "x-mine: seventeen",
                base(host) + "/trailers");
        assertThat(output).contains(":status: 200").contains("x-sum: forty-two");
        assertThat(trailers.received()).containsIgnoringCase("\r\nx-mine: seventeen\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "plain.test"})
    void nghttpGetsTheSameALargeNumberOfTimesOnOneConnection(String host) throws Exception {
        String output = run(
                RealParts.require("nghttp").toString(), "-ns", "-m100", "-H:authority: " + host, base(host) + "/small");
        assertThat(output.lines().filter(line -> line.contains(" 200 ")).count())
                .isEqualTo(100);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "plain.test"})
    void noneOfTenThousandRequestsFails(String host) throws Exception {
        List<String> command = H2Load.command(10_000, host, base(host) + "/small");
        H2Load.allSucceeded(ChildProcess.run(folder, SOON, command), 10_000);
    }

    @Test
    void noRequestFailsWhileTheConfigurationIsReloadedTenTimes() throws Exception {
        try (ChildProcess load = ChildProcess.start(
                folder.resolve("h2load.log"),
                java.util.Map.of(),
                H2Load.command(20_000, "localhost", base("localhost") + "/small"))) {
            for (int i = 1; i <= 10; i++) {
                sluice.reload(sites(i));
                String version = Integer.toString(i);
                Awaitility.await()
                        .untilAsserted(() -> assertThat(sluice.served("localhost", "/version"))
                                .isEqualTo(version));
            }
            assertThat(load.await(SOON)).isZero();
            H2Load.allSucceeded(load.output(), 20_000);
        }
    }

    private String curl(String host, String target, String... more) throws IOException {
        List<String> command = new ArrayList<>(List.of(RealParts.require("curl").toString(), "-sS", "--fail"));
        if (host.equals("localhost")) {
            command.addAll(List.of("--http2", "--cacert", sluice.root().toString()));
        } else {
            command.addAll(List.of("--http2-prior-knowledge", "-H", "Host: " + host));
        }
        command.addAll(List.of(more));
        command.add(base(host) + target);
        return run(command.toArray(String[]::new));
    }

    private String run(String... command) throws IOException {
        return ChildProcess.run(folder, SOON, List.of(command));
    }

    private String base(String host) {
        return host.equals("localhost")
                ? "https://localhost:" + sluice.httpsPort()
                : "http://127.0.0.1:" + sluice.plain().getPort();
    }

    private String sites(int version) {
        String routes = """
                      /digest: {to: "%s"}
                      /trailers: {to: "%s"}
                      /version: {respond: {status: 200, body: "%d"}}
                """.formatted(digests.target(), trailers.target(), version);
        return "sites:\n  localhost:\n    to: " + nginx.target() + "\n    routes:\n" + routes
                + "  plain.test:\n    tls: off\n    to: " + nginx.target() + "\n    routes:\n" + routes;
    }

    private static String digest(Path file) throws Exception {
        MessageDigest digest = sha256();
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            in.transferTo(java.io.OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() throws java.security.NoSuchAlgorithmException {
        return MessageDigest.getInstance("SHA-256");
    }
}
