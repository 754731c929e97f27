package dev.sluice.whole;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.harness.Edge;
import dev.sluice.harness.RawBackend;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.Certificate;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates from files: chosen by the name that the client asks for, and followed when the files change. */
class CertificateFilesTest {
    private static final Duration SEEN_WITHIN = Duration.ofSeconds(30);

    private final TestAuthority authority;
    private final TestAuthority.Pair one;
    private final TestAuthority.Pair two;
    private final RawBackend backend;
    private final Edge edge;

    CertificateFilesTest(@TempDir Path folder) throws Exception {
        authority = TestAuthority.make(folder);
        one = authority.issue("one", "DNS:one.test");
        two = authority.issue("two", "DNS:two.test");
        backend = RawBackend.echo();
        edge = Edge.start("sites:\n" + site("one.test", one) + site("two.test", two));
    }

    @AfterEach
    void stop() throws Exception {
        edge.close();
        backend.close();
    }

    @Test
    void eachNameGetsTheCertificateOfItsSite() throws Exception {
        assertThat(served("one.test")).isEqualTo(TlsContexts.certificate(one.cert()));
        assertThat(served("two.test")).isEqualTo(TlsContexts.certificate(two.cert()));
    }

    @Test
    void replacedFilesAreServedWithoutDroppingAConnection() throws Exception {
        Certificate old = TlsContexts.certificate(one.cert());
        try (TlsClient before = connect("one.test")) {
            assertThat(before.status("one.test")).isEqualTo(200);
            TestAuthority.Pair next = authority.issue("next", "DNS:one.test");
            Certificate fresh = TlsContexts.certificate(next.cert());
            replace(next.key(), one.key());
            replace(next.cert(), one.cert());
            Awaitility.await()
                    .atMost(SEEN_WITHIN)
                    .untilAsserted(() -> assertThat(served("one.test")).isEqualTo(fresh));
            assertThat(before.status("one.test")).isEqualTo(200);
            assertThat(before.certificate()).isEqualTo(old);
            assertThat(backend.connections()).isPositive();
        }
    }

    @Test
    void halfOfANewPairChangesNothingUntilTheOtherHalfComes() throws Exception {
        Certificate old = TlsContexts.certificate(one.cert());
        TestAuthority.Pair next = authority.issue("next", "DNS:one.test");
        Certificate fresh = TlsContexts.certificate(next.cert());
        replace(next.cert(), one.cert());
        Awaitility.await()
                .during(Duration.ofMillis(4500))
                .atMost(SEEN_WITHIN)
                .untilAsserted(() -> assertThat(served("one.test")).isEqualTo(old));
        replace(next.key(), one.key());
        Awaitility.await()
                .atMost(SEEN_WITHIN)
                .untilAsserted(() -> assertThat(served("one.test")).isEqualTo(fresh));
    }

    private String site(String name, TestAuthority.Pair pair) {
        return "  " + name + ":\n    tls: {cert: " + pair.cert() + ", key: " + pair.key() + "}\n    to: "
                + backend.target() + "\n";
    }

    private Certificate served(String name) throws Exception {
        try (TlsClient client = connect(name)) {
            return client.certificate();
        }
    }

    private TlsClient connect(String name) throws Exception {
        return new TlsClient(edge.tls(), "", TlsContexts.of(null, authority.root()), name);
    }

    /** As certificate tools do it: a new file takes the old one's name. */
    private static void replace(Path from, Path to) throws Exception {
        Path beside = to.resolveSibling(to.getFileName() + ".new");
        Files.copy(from, beside, StandardCopyOption.REPLACE_EXISTING);
        Files.move(beside, to, StandardCopyOption.ATOMIC_MOVE);
    }
}
