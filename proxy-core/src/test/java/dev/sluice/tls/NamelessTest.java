package dev.sluice.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.Config;
import dev.sluice.config.SiteTls;
import dev.sluice.tls.Arrival.View;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is shown to clients that name no host, or one that nobody has: nothing that they do not know. */
final class NamelessTest {
    private static final Arrival LAN = arrival("192.168.1.10", View.DIRECT);
    private static final Arrival PORT_PUBLISHED = arrival("172.18.0.2", View.TRANSLATED);
    private static final Arrival INTERNET = arrival("172.18.0.2", View.OUTSIDE);

    @TempDir
    Path folder;

    private Instant now = Instant.now();

    private CertificateStore open(Config config) throws Exception {
        return CertificateStore.open(folder.resolve("data"), TlsFiles.read(config), () -> now);
    }

    @Test
    void whoeverConnectsToAnAddressSeesThatAddressAlone() throws Exception {
        try (CertificateStore store = open(Configs.of(Configs.site("a.test"), Configs.site("10.9.9.9")))) {
            assertThat(names(store.select(null, LAN))).containsExactly("192.168.1.10");
            assertThat(names(store.select(null, arrival("fd00::7", View.DIRECT))))
                    .containsExactly("fd00::7");
            assertThat(names(store.select(null, arrival("10.9.9.9", View.DIRECT))))
                    .containsExactly("10.9.9.9");
            assertThat(store.select(null, arrival("10.9.9.9", View.DIRECT)).identity())
                    .isEqualTo("site 10.9.9.9");
        }
    }

    @Test
    void strangersSeeNoAddressOfASiteAndNoneOfTheMachine() throws Exception {
        try (CertificateStore store =
                open(Configs.of(Configs.site("a.test", "192.168.1.10"), Configs.site("10.9.9.9")))) {
            for (ServerTls shown : List.of(store.select(null, INTERNET), store.select("unknown.test", INTERNET))) {
                assertThat(names(shown)).containsExactly("127.0.0.1", "::1", "localhost", "sluice.invalid");
            }
            assertThat(names(store.select("unknown.test", LAN))).containsExactly("localhost", "sluice.invalid");
            assertThat(names(store.select("a.test", INTERNET))).containsExactly("a.test");
        }
    }

    @Test
    void theNameOfTheMachineIsNowhere() throws Exception {
        String host = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        try (CertificateStore store = open(Configs.of(Configs.site("a.test")))) {
            for (ServerTls shown :
                    List.of(store.select(null, LAN), store.select(null, INTERNET), store.select("a.test", INTERNET))) {
                for (X509Certificate certificate : shown.certified().chain()) {
                    assertThat(certificate.getSubjectX500Principal() + " " + certificate.getIssuerX500Principal() + " "
                                    + certificate.getSubjectAlternativeNames())
                            .contains("CN=Sluice local")
                            .doesNotContain(host);
                }
            }
        }
    }

    @Test
    void theOnlySiteThatIsAnAddressIsFoundBehindAPublishedPort() throws Exception {
        try (CertificateStore store = open(Configs.of(Configs.site("192.168.1.10"), Configs.site("a.test")))) {
            assertThat(names(store.select(null, PORT_PUBLISHED))).containsExactly("192.168.1.10");
            assertThat(names(store.select(null, INTERNET))).doesNotContain("192.168.1.10");
        }
        try (CertificateStore store = open(Configs.of(Configs.site("203.0.113.5"), Configs.site("192.168.1.10")))) {
            assertThat(names(store.select(null, INTERNET))).containsExactly("203.0.113.5");
            assertThat(names(store.select(null, PORT_PUBLISHED)))
                    .as("it may be either")
                    .containsExactly("127.0.0.1");
        }
    }

    @Test
    void theDefaultSitesOwnFilesAndRulesHoldForEveryAddress() throws Exception {
        TestPair own = TestPair.make(folder.resolve("own"), "own.test");
        try (CertificateStore store = open(Configs.of(Configs.site(Configs.files(own), null, "*")))) {
            assertThat(names(store.select(null, LAN))).containsExactly("own.test");
            assertThat(names(store.select("unknown.test", INTERNET))).containsExactly("own.test");
        }
        try (CertificateStore store = open(Configs.of(Configs.site(new SiteTls.Auto(), own.ca(), "*")))) {
            for (Arrival arrival : List.of(LAN, PORT_PUBLISHED, INTERNET)) {
                assertThat(store.select(null, arrival).clientCertificate()).isTrue();
                assertThat(store.select(null, arrival).identity())
                        .isEqualTo(store.select(null).identity());
            }
        }
    }

    @Test
    void theyLastOverAReloadAndAreRenewedInTime() throws Exception {
        try (CertificateStore store = open(Configs.of(Configs.site("a.test")))) {
            ServerTls first = store.select(null, LAN);
            store.apply(TlsFiles.read(Configs.of(Configs.site("b.test"))));
            assertThat(store.select(null, LAN)).isSameAs(first);
            assertThat(store.certificates()).extracting(CertificateView::names).contains(List.of("192.168.1.10"));
            now = now.plus(Duration.ofDays(31));
            store.poll();
            assertThat(store.select(null, LAN)).isNotSameAs(first);
            assertThat(store.select(null, LAN).certified().notAfter()).isAfter(now.plus(Duration.ofDays(80)));
        }
    }

    private static Arrival arrival(String local, View view) {
        return new Arrival(InetAddress.ofLiteral(local), view);
    }

    private static List<String> names(ServerTls tls) {
        return tls.certified().names().all();
    }
}
