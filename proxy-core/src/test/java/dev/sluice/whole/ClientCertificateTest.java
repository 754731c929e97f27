package dev.sluice.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.harness.Edge;
import dev.sluice.harness.RawBackend;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A site with {@code client-ca} is for those who show a certificate of it, however they come to it. */
class ClientCertificateTest {
    private final TestAuthority clients;
    private final TestAuthority strangers;
    private final RawBackend backend;
    private final Edge edge;

    ClientCertificateTest(@TempDir Path folder) throws Exception {
        clients = TestAuthority.make(folder.resolve("clients"));
        strangers = TestAuthority.make(folder.resolve("strangers"));
        backend = RawBackend.echo();
        edge = Edge.start(sites(clients));
    }

    private String sites(TestAuthority trusted) {
        return "sites:\n  locked.test:\n    tls: self-signed\n    client-ca: " + trusted.root()
                + "\n    to: " + backend.target() + "\n  open.test:\n    tls: self-signed\n    to: "
                + backend.target() + "\n";
    }

    @Test
    void whoeverWasLetInByAnAuthorityThatIsReplacedDoesNotStay() throws Exception {
        try (TlsClient client = connect("locked.test", clients.issue("client", "DNS:client"));
                TlsClient other = connect("open.test", null)) {
            assertThat(client.status("locked.test")).isEqualTo(200);
            assertThat(other.status("open.test")).isEqualTo(200);
            edge.reload(sites(strangers));
            Awaitility.await().until(() -> isGone(client));
            assertThat(other.status("open.test")).isEqualTo(200);
        }
    }

    @Test
    void nobodyStaysWhoseCertificateHasExpired() throws Exception {
        Instant end = Instant.now().plusSeconds(4);
        try (TlsClient client = connect("locked.test", clients.issueUntil("short", end));
                TlsClient other = connect("locked.test", clients.issue("client", "DNS:client"))) {
            assertThat(client.status("locked.test")).isEqualTo(200);
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> isGone(client));
            assertThat(Instant.now()).isAfter(end);
            assertThat(other.status("locked.test")).isEqualTo(200);
        }
    }

    private static boolean isGone(TlsClient client) {
        try {
            client.status("locked.test");
            return false;
        } catch (IOException gone) {
            return true;
        }
    }

    @AfterEach
    void stop() throws Exception {
        edge.close();
        backend.close();
    }

    @Test
    void whoeverShowsACertificateOfTheAuthorityIsServed() throws Exception {
        try (TlsClient client = connect("locked.test", clients.issue("client", "DNS:client"))) {
            assertThat(client.status("locked.test")).isEqualTo(200);
            assertThat(client.status("locked.test")).isEqualTo(200);
        }
    }

    @Test
    void whoeverShowsNoneFailsInTheHandshake() throws Exception {
        assertThatThrownBy(() -> ask("locked.test", null)).isInstanceOf(IOException.class);
        assertThat(backend.received()).isEmpty();
    }

    @Test
    void whoeverShowsAStrangersCertificateFailsInTheHandshake() throws Exception {
        TestAuthority.Pair stranger = strangers.issue("client", "DNS:client");
        assertThatThrownBy(() -> ask("locked.test", stranger)).isInstanceOf(IOException.class);
        assertThat(backend.received()).isEmpty();
    }

    @Test
    void theOtherSiteOfTheListenerAsksForNone() throws Exception {
        assertThat(ask("open.test", null)).isEqualTo(200);
    }

    @Test
    void theLockedSiteIsNotReachedOverAConnectionMadeForTheOpenOne() throws Exception {
        TestAuthority.Pair own = clients.issue("client", "DNS:client");
        for (TestAuthority.Pair shown : new TestAuthority.@Nullable Pair[] {null, own}) {
            try (TlsClient client = connect("open.test", shown)) {
                assertThat(client.status("locked.test")).isEqualTo(421);
            }
        }
        assertThat(backend.received()).isEmpty();
    }

    @Test
    void aRequestInPlainTextDoesNotReachTheLockedSite() throws Exception {
        try (var client = edge.client()) {
            assertThat(client.exchange("GET / HTTP/1.1", "Host: locked.test").status())
                    .isEqualTo(308);
        }
        assertThat(backend.received()).isEmpty();
    }

    private int ask(String site, TestAuthority.@Nullable Pair own) throws Exception {
        try (TlsClient client = connect(site, own)) {
            return client.status(site);
        }
    }

    private TlsClient connect(String site, TestAuthority.@Nullable Pair own) throws Exception {
        return new TlsClient(edge.tls(), "", TlsContexts.of(own, edge.root()), site);
    }
}
