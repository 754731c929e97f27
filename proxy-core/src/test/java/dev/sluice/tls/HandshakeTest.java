package dev.sluice.tls;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.config.Config;
import dev.sluice.config.SiteTls;
import dev.sluice.config.TlsConfig;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HandshakeTest {
    @TempDir
    Path folder;

    private @Nullable CertificateStore store;
    private @Nullable TlsServer server;

    private TlsServer start(Config config) throws IOException {
        return start(config, 10_000_000_000L, null);
    }

    private TlsServer start(Config config, long timeoutNanos, @Nullable ChallengeResponder responder)
            throws IOException {
        TlsFiles files = TlsFiles.read(config);
        assertThat(files.errors()).isEmpty();
        store = CertificateStore.open(folder.resolve("data"), files);
        server = new TlsServer(store, timeoutNanos, responder);
        return server;
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
            server = null;
        }
        if (store != null) {
            store.close();
            store = null;
        }
    }

    @Test
    void choosesTheCertificateByTheNameAskedFor() throws Exception {
        TlsServer running = start(Configs.of(
                Configs.site("a.example.com", "alias.example.com"),
                Configs.site("*.b.test"),
                Configs.site("c.b.test")));
        assertThat(namesFor(running, "a.example.com")).containsExactly("a.example.com", "alias.example.com");
        assertThat(namesFor(running, "alias.example.com")).containsExactly("a.example.com", "alias.example.com");
        assertThat(namesFor(running, "x.b.test")).containsExactly("*.b.test");
        assertThat(namesFor(running, "c.b.test")).containsExactly("c.b.test");
        assertThat(namesFor(running, "A.Example.COM")).containsExactly("a.example.com", "alias.example.com");
    }

    @Test
    void anUnknownNameGetsACertificateThatIsNoSites() throws Exception {
        TlsServer running = start(Configs.of(Configs.site("a.example.com"), Configs.site("*.b.test")));
        for (String name : new String[] {"unknown.example.com", "b.test", "x.y.b.test", "nodots", "127.0.0.1"}) {
            assertThat(namesFor(running, name)).as(name).containsExactly("localhost", "sluice.invalid");
        }
        assertThat(namesFor(running, null)).containsExactly("127.0.0.1");
    }

    @Test
    void aSiteThatIsAnAddressIsFoundWithoutAName() throws Exception {
        TlsServer running = start(Configs.of(Configs.site("127.0.0.1"), Configs.site("a.test")));
        assertThat(namesFor(running, null)).containsExactly("127.0.0.1");
    }

    @Test
    void aTrailingDotInTheNameIsNoDifference() throws Exception {
        TlsServer running = start(Configs.of(Configs.site("a.example.com")));
        String output = OpenSslClient.talk(running.port(), "-servername", "a.example.com.");
        assertThat(output).contains("<site a.example.com>").contains("serverName=a.example.com,");
    }

    @Test
    void clientsThatTrustTheLocalRootVerifyTheCertificate() throws Exception {
        TlsServer running = start(Configs.of(Configs.site("a.example.com")));
        Path root = Objects.requireNonNull(store).authority().rootFile();
        String output = OpenSslClient.talk(
                running.port(),
                "-servername",
                "a.example.com",
                "-verify_hostname",
                "a.example.com",
                "-verify_return_error",
                "-CAfile",
                root.toString());
        assertThat(output).contains("Verify return code: 0 (ok)").contains("protocol=TLSv1.3");
    }

    @Test
    void agreesOnTheNewestProtocolThatIsOfferedAndSaysSo() throws Exception {
        TlsServer running = start(Configs.of(Configs.site("a.test")));
        assertThat(OpenSslClient.talk(running.port(), "-servername", "a.test", "-alpn", "http/1.1,h2"))
                .contains("ALPN protocol: h2")
                .contains("] h2 <");
        assertThat(OpenSslClient.talk(running.port(), "-servername", "a.test", "-alpn", "http/1.1"))
                .contains("ALPN protocol: http/1.1")
                .contains("] http/1.1 <");
        assertThat(OpenSslClient.talk(running.port(), "-servername", "a.test")).contains("] null <");
    }

    @Test
    void speaksNothingOlderThanTls12() throws Exception {
        TlsServer running = start(Configs.of(Configs.site("a.test")));
        String old = OpenSslClient.talk(running.port(), "-tls1_1", "-cipher", "ALL:@SECLEVEL=0");
        assertThat(old).contains("alert protocol version").doesNotContain("TlsFacts");
        assertThat(OpenSslClient.talk(running.port(), "-tls1_2")).contains("protocol=TLSv1.2");
    }

    @Test
    void speaksNothingOlderThanConfigured() throws Exception {
        TlsServer running =
                start(Configs.of(new TlsConfig(TlsConfig.MinVersion.TLS_1_3, List.of()), Configs.site("a.test")));
        assertThat(OpenSslClient.talk(running.port(), "-tls1_2")).contains("alert protocol version");
        assertThat(OpenSslClient.talk(running.port(), "-tls1_3")).contains("protocol=TLSv1.3");
    }

    @Test
    void offersOnlyCiphersWithForwardSecrecy() throws Exception {
        TlsServer running = start(Configs.of(Configs.site("a.test")));
        assertThat(OpenSslClient.talk(
                        running.port(), "-tls1_2", "-cipher", "AES128-SHA:AES128-GCM-SHA256:ECDHE-ECDSA-AES128-SHA"))
                .contains("alert handshake failure");
    }

    @Test
    void tellsPlainHttpThatThisPortSpeaksHttps() throws Exception {
        TlsServer running = start(Configs.of(Configs.site("a.test")));
        String answer = raw(running, "GET / HTTP/1.1\r\nHost: a.test\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(answer).startsWith("HTTP/1.1 400 Bad Request\r\n").contains("This port speaks HTTPS");
    }

    @Test
    void closesWhatIsNeitherTlsNorHttp() throws Exception {
        TlsServer running = start(Configs.of(Configs.site("a.test")));
        byte[][] others = {
            {0x15, 3, 1, 0, 2, 1, 0},
            {0x16, 3, 1, 0, 0},
            {0x16, 2, 0, 0, 4, 1, 0, 0, 0},
            {0, 1, 2},
            {0x16, 3, 1, 0, 8, 1, 0, 0, 4, 3, 3, 0, 0},
            {0x16, 3, 1, 0, 4, 2, 0, 0, 0},
            {0x16, 3, 1, 0, 4, 1, (byte) 0xff, 0, 0}
        };
        for (byte[] bytes : others) {
            assertThat(raw(running, bytes)).doesNotContain("HTTP");
        }
    }

    @Test
    void closesAClientThatSaysNothing() throws Exception {
        TlsServer running = start(Configs.of(Configs.site("a.test")), 300_000_000L, null);
        long start = System.nanoTime();
        assertThat(raw(running, new byte[0])).isEmpty();
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofMillis(290), Duration.ofSeconds(5));
    }

    @Test
    void closesAClientThatStopsInTheHandshake() throws Exception {
        TlsServer running = start(Configs.of(Configs.site("a.test")), 300_000_000L, null);
        FragmentedClient client = new FragmentedClient("a.test", 0);
        assertThat(raw(running, client.hello())).isNotEmpty();
    }

    @Test
    void aClientHelloInManyRecordsIsReadAsOne() throws Exception {
        TestPair clients = TestPair.make(folder.resolve("clients"), "client.test");
        TlsServer running = start(
                Configs.of(Configs.site("open.test"), Configs.site(new SiteTls.Auto(), clients.ca(), "closed.test")));
        for (int size : new int[] {1, 3, 7, 100}) {
            assertThat(new FragmentedClient("open.test", size).handshake(running.port()))
                    .isEqualTo("open.test");
            // were the name overlooked, the fallback would answer and ask for no certificate
            assertThat(new FragmentedClient("closed.test", size).handshake(running.port()))
                    .isEqualTo("closed.test");
        }
    }

    @Test
    void asksOnlyForClientCertificatesWhereTheSiteWantsThem() throws Exception {
        TestPair clients = TestPair.make(folder.resolve("clients"), "client.test");
        TestPair strangers = TestPair.make(folder.resolve("strangers"), "stranger.test");
        TlsServer running = start(
                Configs.of(Configs.site("open.test"), Configs.site(new SiteTls.Auto(), clients.ca(), "closed.test")));
        CertifiedKey client = ClientCertificates.issue(folder.resolve("clients"), "C=DE,CN=somebody");
        CertifiedKey stranger = ClientCertificates.issue(folder.resolve("strangers"), "CN=stranger");
        assertThat(strangers.ca()).exists();

        assertThat(ask(running, "open.test", null)).contains("clientSubject=null");
        assertThat(ask(running, "closed.test", client))
                .contains("clientSubject=CN=somebody,C=DE")
                .contains("<site closed.test, clients of ");
        assertThatThrownBy(() -> ask(running, "closed.test", null)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> ask(running, "closed.test", stranger)).isInstanceOf(IOException.class);
    }

    @Test
    void answersAChallengeFirst() throws Exception {
        CertifiedKey answer =
                TestPair.make(folder.resolve("challenge"), "challenge.test").certified();
        ServerTls challenge = new ServerTls(
                new ServerContexts(TlsConfig.MinVersion.TLS_1_2).build(answer, List.of()), "challenge", false, answer);
        TlsServer running = start(
                Configs.of(Configs.site("a.test")), 10_000_000_000L, name -> name.equals("a.test") ? challenge : null);
        assertThat(OpenSslClient.talk(running.port(), "-servername", "a.test", "-alpn", "acme-tls/1"))
                .contains("<challenge>");
        assertThat(OpenSslClient.talk(running.port(), "-servername", "a.test", "-alpn", "http/1.1"))
                .contains("<site a.test>");
        challenge.release();
    }

    @Test
    void aSessionIsResumedAlsoAfterARestart() throws Exception {
        for (String version : new String[] {"-tls1_3", "-tls1_2"}) {
            TlsServer first = start(Configs.of(Configs.site("a.test")));
            String saved = folder.resolve("session" + version).toString();
            assertThat(OpenSslClient.talk(first.port(), version, "-servername", "a.test", "-sess_out", saved))
                    .contains("New, TLSv1");
            assertThat(OpenSslClient.talk(first.port(), version, "-servername", "a.test", "-sess_in", saved))
                    .contains("Reused, TLSv1");
            stop();
            TlsServer second = start(Configs.of(Configs.site("a.test")));
            assertThat(OpenSslClient.talk(second.port(), version, "-servername", "a.test", "-sess_in", saved))
                    .contains("Reused, TLSv1");
            stop();
        }
    }

    @Test
    void aResumedSessionStillKnowsItsClient() throws Exception {
        TestPair clients = TestPair.make(folder.resolve("clients"), "client.test");
        TlsServer running = start(Configs.of(Configs.site(new SiteTls.Auto(), clients.ca(), "closed.test")));
        CertifiedKey client = ClientCertificates.issue(folder.resolve("clients"), "CN=somebody");
        Path cert = folder.resolve("client.pem");
        TestPair.replace(cert, TestPair.pem(client.chain().getFirst()) + TestPair.pem(client.key()));
        String saved = folder.resolve("session").toString();
        for (String version : new String[] {"-tls1_3", "-tls1_2"}) {
            OpenSslClient.talk(
                    running.port(),
                    version,
                    "-servername",
                    "closed.test",
                    "-cert",
                    cert.toString(),
                    "-sess_out",
                    saved);
            assertThat(OpenSslClient.talk(running.port(), version, "-servername", "closed.test", "-sess_in", saved))
                    .contains("Reused, TLSv1")
                    .contains("clientSubject=CN=somebody");
        }
    }

    @Test
    void aSessionOfOneSiteOpensNoOther() throws Exception {
        TestPair clients = TestPair.make(folder.resolve("clients"), "client.test");
        TlsServer running = start(
                Configs.of(Configs.site("open.test"), Configs.site(new SiteTls.Auto(), clients.ca(), "closed.test")));
        String saved = folder.resolve("session").toString();
        for (String version : new String[] {"-tls1_3", "-tls1_2"}) {
            assertThat(OpenSslClient.talk(running.port(), version, "-servername", "open.test", "-sess_out", saved))
                    .contains("TlsFacts");
            assertThat(OpenSslClient.talk(running.port(), version, "-servername", "closed.test", "-sess_in", saved))
                    .doesNotContain("TlsFacts");
        }
    }

    @Test
    void aClientThatComesAfterTheEndIsClosed() throws Exception {
        TlsServer running = start(Configs.of(Configs.site("a.test")));
        requireNonNull(store).close();
        assertThat(raw(running, new FragmentedClient("a.test", 0).hello())).isEmpty();
    }

    /** Not what RFC 8446 section 6.1 allows, but what the library does: tunnels cannot be half closed by the client. */
    @Test
    void aClientsCloseNotifyEndsBothDirections() throws Exception {
        TlsServer running = start(Configs.of(Configs.site("a.test")));
        try (JavaClient client = JavaClient.connect(running.port(), "a.test")) {
            assertThat(client.ask()).contains("TLSv1.3");
            assertThat(client.finish()).isEmpty();
        }
        await().untilAsserted(() -> assertThat(running.events).contains("late answer failed"));
    }

    private static Set<String> namesFor(TlsServer server, @Nullable String serverName) throws Exception {
        try (JavaClient client = JavaClient.connect(server.port(), serverName)) {
            assertThat(client.certificate().getNotAfter().toInstant())
                    .isAfter(Instant.now().plus(Duration.ofDays(59)));
            return new TreeSet<>(client.names().all());
        }
    }

    private static String ask(TlsServer server, String name, @Nullable CertifiedKey own) throws Exception {
        try (JavaClient client = JavaClient.connect(server.port(), name, own)) {
            return client.ask();
        }
    }

    private static String raw(TlsServer server, byte[] bytes) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(bytes);
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }
}
