package dev.sluice.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.config.SiteTls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a site with {@code client-ca} refuses clients, as openssl sees it, and that tickets open nothing for longer than certificates. */
@SuppressWarnings("NullAway.Init") // set before each test
final class ClientVerifierTest {
    private static final String TLS_1_3 = "-tls1_3";
    private static final String TLS_1_2 = "-tls1_2";

    @TempDir
    Path folder;

    private TestPair clients;
    private CertificateStore store;
    private TlsServer server;

    @BeforeEach
    void start() throws Exception {
        clients = TestPair.make(folder.resolve("clients"), "client.test");
        store = CertificateStore.open(folder.resolve("data"), files(clients.ca()));
        server = new TlsServer(store);
    }

    private static TlsFiles files(Path authorities) {
        return TlsFiles.read(Configs.of(Configs.site(new SiteTls.Auto(), authorities, "closed.test")));
    }

    @AfterEach
    void stop() {
        server.close();
        store.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {TLS_1_3, TLS_1_2})
    void aCertificateOfAnotherAuthorityIsRefusedAsSuch(String version) throws Exception {
        TestPair.make(folder.resolve("strangers"), "stranger.test");
        Path stranger = shown(ClientCertificates.issue(folder.resolve("strangers"), "CN=stranger"));
        assertThat(talk(version, stranger)).contains("alert unknown ca").doesNotContain("TlsFacts");
    }

    @ParameterizedTest
    @ValueSource(strings = {TLS_1_3, TLS_1_2})
    void anAuthorityThatBorrowsTheNameOfOursIsAnother(String version) throws Exception {
        Path own = folder.resolve("clients/ca/root.pem");
        String name = Pem.certificates(own).getFirst().getSubjectX500Principal().getName();
        Path forger = folder.resolve("forger");
        OpenSslClient.run(
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-days",
                "30",
                "-subj",
                "/" + name,
                "-keyout",
                Files.createDirectories(forger.resolve("ca"))
                        .resolve("root.key")
                        .toString(),
                "-out",
                forger.resolve("ca/root.pem").toString());
        Path forged = shown(ClientCertificates.issue(forger, "CN=somebody"));
        assertThat(talk(version, forged)).contains("alert unknown ca").doesNotContain("TlsFacts");
    }

    @ParameterizedTest
    @ValueSource(strings = {TLS_1_3, TLS_1_2})
    void anExpiredCertificateAndOneOfTheFutureAreRefusedAsExpired(String version) throws Exception {
        Instant now = Instant.now();
        Path old = shown(issue(now.minusSeconds(3_600), now.minusSeconds(60)));
        assertThat(talk(version, old)).contains("alert certificate expired").doesNotContain("TlsFacts");
        Path future = shown(issue(now.plusSeconds(3_600), now.plusSeconds(7_200)));
        assertThat(talk(version, future)).contains("alert certificate expired").doesNotContain("TlsFacts");
    }

    @ParameterizedTest
    @ValueSource(strings = {TLS_1_3, TLS_1_2})
    void aCertificateForServersIsRefusedAsUnsupported(String version) throws Exception {
        assertThat(talk(version, shown(clients.certified())))
                .contains("alert unsupported certificate")
                .doesNotContain("TlsFacts");
    }

    @ParameterizedTest
    @ValueSource(strings = {TLS_1_3, TLS_1_2})
    void whoeverShowsNoneIsToldThatOneIsRequired(String version) throws Exception {
        String alert = version.equals(TLS_1_3) ? "alert certificate required" : "alert handshake failure";
        assertThat(talk(version, null)).contains(alert).doesNotContain("TlsFacts");
    }

    @ParameterizedTest
    @ValueSource(strings = {TLS_1_3, TLS_1_2})
    void aTicketEndsWithTheCertificateThatItWasGivenFor(String version) throws Exception {
        Instant end = Instant.now().plusSeconds(4);
        Path client = shown(issue(Instant.now().minusSeconds(60), end));
        String saved = folder.resolve("session").toString();
        assertThat(talk(version, client, "-sess_out", saved)).contains("clientSubject=CN=somebody");
        assertThat(talk(version, client, "-sess_in", saved, "-sess_out", saved))
                .contains("Reused, TLSv1")
                .contains("clientSubject=CN=somebody");
        await().atMost(Duration.ofSeconds(10)).until(() -> Instant.now().isAfter(end.plusSeconds(1)));
        assertThat(talk(version, client, "-sess_in", saved))
                .contains("New, TLSv1")
                .contains("alert certificate expired")
                .doesNotContain("TlsFacts");
        Path renewed = shown(issue(Instant.now().minusSeconds(60), Instant.now().plusSeconds(3_600)));
        assertThat(talk(version, renewed, "-sess_in", saved))
                .contains("New, TLSv1")
                .contains("clientSubject=CN=somebody");
    }

    @ParameterizedTest
    @ValueSource(strings = {TLS_1_3, TLS_1_2})
    void aTicketOfAnAuthorityThatIsNotAskedAnyMoreOpensNothing(String version) throws Exception {
        Path client = shown(ClientCertificates.issue(folder.resolve("clients"), "CN=somebody"));
        String saved = folder.resolve("session").toString();
        assertThat(talk(version, client, "-sess_out", saved)).contains("clientSubject=CN=somebody");
        store.apply(files(TestPair.make(folder.resolve("others"), "other.test").ca()));
        assertThat(talk(version, client, "-sess_in", saved))
                .contains("New, TLSv1")
                .contains("alert unknown ca")
                .doesNotContain("TlsFacts");
    }

    @Test
    void aTicketThatDoesNotKnowItsEndIsRefusedWhenItIsUsed() throws Exception {
        ClientVerifier verifier = ClientVerifier.of(Pem.certificates(clients.ca()));
        SSLEngine engine = SSLContext.getDefault().createSSLEngine();
        Instant now = Instant.now();
        verifier.resumeClientTrusted(chain(issue(now.minusSeconds(60), now.plusSeconds(60))), engine);
        assertThatThrownBy(() -> verifier.resumeClientTrusted(
                        chain(issue(now.minusSeconds(3_600), now.minusSeconds(60))), engine))
                .isInstanceOf(CertificateException.class);
    }

    private static X509Certificate[] chain(CertifiedKey client) {
        return client.chain().toArray(X509Certificate[]::new);
    }

    private CertifiedKey issue(Instant from, Instant to) throws Exception {
        return ClientCertificates.issue(folder.resolve("clients"), "CN=somebody", from, to);
    }

    private Path shown(CertifiedKey client) throws IOException {
        return ClientCertificates.file(folder.resolve("shown.pem"), client);
    }

    private String talk(String version, @Nullable Path client, String... options) throws IOException {
        List<String> all = new ArrayList<>(List.of(version, "-servername", "closed.test"));
        if (client != null) {
            all.addAll(List.of("-cert", client.toString()));
        }
        all.addAll(List.of(options));
        return OpenSslClient.talk(server.port(), all.toArray(String[]::new));
    }
}
