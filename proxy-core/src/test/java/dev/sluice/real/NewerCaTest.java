package dev.sluice.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.harness.Edge;
import dev.sluice.harness.PebbleProcess;
import dev.sluice.harness.PebbleProcess.Options;
import dev.sluice.harness.PebbleProcess.Ports;
import dev.sluice.harness.RawClient;
import dev.sluice.harness.Revocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What newer CAs have: advice on renewal, profiles, addresses, a record that stays. One CA for all of it. */
@Timeout(120)
class NewerCaTest {
    private static @Nullable PebbleProcess shared;
    private static @Nullable Ports ports;
    private static @Nullable Path folder;

    @BeforeAll
    static void start() throws Exception {
        folder = Scratch.folder("newer");
        ports = Ports.free();
        shared = PebbleProcess.start(folder, ports, Options.NEW);
    }

    @AfterAll
    static void stop() throws Exception {
        if (shared != null) {
            shared.close();
        }
    }

    @Test
    void aCertificateThatIsDueByTheCasAdviceIsReplacedAtTheNextLookAndSaysWhichItReplaces() throws Exception {
        PebbleProcess pebble = pebble();
        Path root = pebble.root();
        Path own = Scratch.folder("newer-advice");
        X509Certificate first;
        try (Edge edge = start(own, "", "www.example.com")) {
            OrdersTest.awaitCertificate(edge, root, "www.example.com");
            first = certificate(edge, root);
            // the real window: two thirds of the life on, give or take a day
            Awaitility.await().untilAsserted(() -> assertThat(edge.status()).contains("\"renewal\":\""));
        }
        Instant past = Instant.now().minus(2, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS);
        pebble.advise(
                first,
                "{\"suggestedWindow\": {\"start\": \"%s\", \"end\": \"%s\"}, \"explanationURL\": \"https://ca.example/incident\"}"
                        .formatted(past, past.plusSeconds(60)));
        forgetWhenToAsk(own);
        try (Edge edge = start(own, "", "www.example.com")) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> !certificate(edge, root).equals(first));
        }
        assertThat(pebble.log()).contains("ARI: order");
    }

    @Test
    void aCertificateThatWasRevokedIsReplacedAtTheNextLook() throws Exception {
        PebbleProcess pebble = pebble();
        Path root = pebble.root();
        Path own = Scratch.folder("newer-revoked");
        X509Certificate first;
        try (Edge edge = start(own, "", "www.example.com")) {
            OrdersTest.awaitCertificate(edge, root, "www.example.com");
            first = certificate(edge, root);
            try (var files = Files.list(own.resolve("data/acme/certificates"))) {
                Revocation.of(
                        pebble,
                        files.filter(file -> file.toString().endsWith(".pem"))
                                .findFirst()
                                .orElseThrow());
            }
        }
        forgetWhenToAsk(own);
        try (Edge edge = start(own, "", "www.example.com")) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> !certificate(edge, root).equals(first));
        }
    }

    @Test
    void aProfileForShortLivesIsAskedFor() throws Exception {
        Path root = pebble().root();
        try (Edge edge = start(Scratch.folder("newer-profile"), "profile: shortlived", "www.example.com")) {
            OrdersTest.awaitCertificate(edge, root, "www.example.com");
            X509Certificate certificate = certificate(edge, root);
            assertThat(Duration.between(
                            certificate.getNotBefore().toInstant(),
                            certificate.getNotAfter().toInstant()))
                    .isBetween(Duration.ofDays(5), Duration.ofDays(7));
        }
    }

    @Test
    void anAddressGetsACertificate() throws Exception {
        Path root = pebble().root();
        for (String kind : new String[] {"http-01", "tls-alpn-01"}) {
            try (Edge edge =
                    start(Scratch.folder("newer-address-" + kind), "challenges: [" + kind + "]", "127.0.0.1")) {
                Awaitility.await()
                        .atMost(Duration.ofSeconds(30))
                        .untilAsserted(() -> assertThat(edge.status()).contains("\"origin\":\"ACME\""));
            }
        }
    }

    @Test
    void aRecordThatStaysIsNamedAndThenProvesAWildcard() throws Exception {
        PebbleProcess pebble = pebble();
        String challenges = "challenges: [dns-persist-01]";
        String dns = "dns: {provider: manual, check: \"" + pebble.dnsServer() + "\"}";
        Path own = Scratch.folder("newer-persist");
        String record;
        try (Edge edge = start(own, challenges + "\n  " + dns, "*.persist.example.com")) {
            String wanted =
                    "\"problem\":\"persist.example.com is proved by a record that you add once and leave there: ";
            Awaitility.await().untilAsserted(() -> assertThat(edge.status()).contains(wanted));
            String sentence = edge.status().split(wanted, -1)[1];
            assertThat(sentence)
                    .startsWith("_validation-persist.persist.example.com TXT ")
                    .contains("it is not there yet");
            record = sentence.split("\\\\\"", -1)[1];
            assertThat(record)
                    .startsWith("pebble.letsencrypt.org; accounturi=https://")
                    .endsWith("; policy=wildcard");
        }
        assertThat(pebble.count("Pushing unauthorized")).isZero();
        pebble.dns(
                "set-txt", "{\"host\": \"_validation-persist.persist.example.com.\", \"value\": \"" + record + "\"}");
        forgetWhenToAsk(own);
        Path root = pebble.root();
        try (Edge edge = start(own, challenges + "\n  " + dns, "*.persist.example.com")) {
            OrdersTest.awaitCertificate(edge, root, "any.persist.example.com");
        }
    }

    private static Edge start(Path own, String key, String... names) throws Exception {
        String acme = key.isEmpty() ? pebble().acme() : pebble().acme(key);
        return OrdersTest.start(java.util.Objects.requireNonNull(ports), acme, own, names);
    }

    private static PebbleProcess pebble() {
        return java.util.Objects.requireNonNull(shared);
    }

    /** As if the time to ask again had come. */
    private static void forgetWhenToAsk(Path own) throws IOException {
        try (var files = Files.list(own.resolve("data/acme/certificates"))) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".state")).toList()) {
                Files.delete(file);
            }
        }
    }

    private static X509Certificate certificate(Edge edge, Path root) throws IOException {
        try (RawClient client = RawClient.tls(edge.tls(), root, "www.example.com")) {
            return client.certificate();
        }
    }
}
