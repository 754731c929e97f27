package dev.sluice.acme;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.AcmeConfig.KeyKind;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.shredzone.acme4j.Identifier;

@Timeout(60)
class StorageTest {
    private static final WantedCertificate WANTED = new WantedCertificate(List.of("www.example.com", "*.example.com"));

    @TempDir
    Path folder;

    @Test
    void valuesComeBackAsTheyWere() throws Exception {
        try (Storage storage = Storage.open(folder)) {
            StateFile state = new StateFile();
            state.put("problem", "two\nlines \\ and: a colon");
            state.put("next", Instant.EPOCH);
            state.put("names", List.of("a", "b"));
            storage.saveState(WANTED, state);

            StateFile read = storage.state(WANTED);
            assertThat(read.text("problem")).isEqualTo("two\nlines \\ and: a colon");
            assertThat(read.instant("next")).isEqualTo(Instant.EPOCH);
            assertThat(read.list("names")).containsExactly("a", "b");
            assertThat(read.text("nothing")).isNull();
        }
    }

    @Test
    void aFileThatIsCutOffAnywhereIsSetAsideAndNeverTrusted() throws Exception {
        try (Storage storage = Storage.open(folder)) {
            StateFile state = new StateFile();
            state.put("failures", 7);
            storage.saveState(WANTED, state);
            Path file = folder.resolve("certificates").resolve(WANTED.id() + ".state");
            byte[] whole = Files.readAllBytes(file);
            for (int length = 0; length < whole.length; length++) {
                Files.write(file, java.util.Arrays.copyOf(whole, length));
                assertThat(storage.state(WANTED).number("failures")).isZero();
                assertThat(file).doesNotExist();
                assertThat(file.resolveSibling(file.getFileName() + ".damaged")).exists();
            }
        }
    }

    @Test
    void aCertificateComesBackWithItsKeyAndADamagedOneDoesNot() throws Exception {
        try (Storage storage = Storage.open(folder)) {
            storage.save(WANTED.id(), certificate());
            StoredCertificate read = storage.certificate(WANTED);
            assertThat(read).isNotNull();
            assertThat(read.covers(List.of("a.example.com"))).isTrue();
            assertThat(read.covers(List.of("a.b.example.com"))).isFalse();

            Path file = folder.resolve("certificates").resolve(WANTED.id() + ".pem");
            String text = Files.readString(file);
            String other = Pem.write(Pem.generate(KeyKind.P256).getPrivate());
            Files.writeString(file, text.replaceAll("(?s)-----BEGIN PRIVATE KEY.*END PRIVATE KEY-----\n", other));
            assertThat(storage.certificates()).isEmpty();
            assertThat(file.resolveSibling(file.getFileName() + ".damaged")).exists();
        }
    }

    @Test
    void whatCannotBeOursIsSetAsideAndTroublesNoOther() throws Exception {
        try (Storage storage = Storage.open(folder)) {
            storage.save(WANTED.id(), certificate());
            Path certificates = folder.resolve("certificates");
            Files.createSymbolicLink(certificates.resolve("a.pem"), Path.of("/dev/zero"));
            Files.write(certificates.resolve("b.pem"), new byte[(1 << 20) + 1]);
            Files.createDirectory(certificates.resolve("c.pem"));
            Files.createSymbolicLink(certificates.resolve(WANTED.id() + ".state"), Path.of("/dev/zero"));
            Files.createSymbolicLink(certificates.resolve(WANTED.id() + ".order"), Path.of("/dev/zero"));

            assertThat(storage.certificates()).hasSize(1);
            assertThat(storage.state(WANTED).number("failures")).isZero();
            assertThat(storage.order(WANTED)).isNull();
            for (String name : List.of("a.pem", "b.pem", "c.pem", WANTED.id() + ".state", WANTED.id() + ".order")) {
                assertThat(Files.exists(certificates.resolve(name + ".damaged"), LinkOption.NOFOLLOW_LINKS))
                        .as(name)
                        .isTrue();
            }
        }
    }

    @Test
    void whatCannotBeACertificateIsRefusedWhenItIsImported() throws Exception {
        Path live = Files.createDirectory(folder.resolve("live"));
        Path good = Files.createDirectory(live.resolve("good"));
        Files.writeString(good.resolve("fullchain.pem"), Pem.write(certificate().chain()));
        Files.writeString(good.resolve("privkey.pem"), Pem.write(certificate().key()));
        Path endless = Files.createDirectory(live.resolve("endless"));
        Files.createSymbolicLink(endless.resolve("fullchain.pem"), Path.of("/dev/zero"));
        Path large = Files.createDirectory(live.resolve("large"));
        Files.writeString(large.resolve("fullchain.pem"), "-----BEGIN CERTIFICATE-----" + " ".repeat(4_000_000));
        Path many = Files.createDirectory(live.resolve("many"));
        Files.writeString(many.resolve("fullchain.pem"), "-----BEGIN CERTIFICATE-----".repeat(150_000));

        CertificateImport.Result result = CertificateImport.run(live, folder.resolve("acme"));
        assertThat(result.taken()).singleElement().asString().startsWith("*.example.com");
        assertThat(result.refused())
                .satisfiesExactly(
                        refused -> assertThat(refused)
                                .startsWith(endless.toString())
                                .endsWith("it is not a regular file"),
                        refused -> assertThat(refused)
                                .startsWith(large.toString())
                                .contains(": line 1: ", "is not closed"),
                        refused -> assertThat(refused)
                                .startsWith(many.toString())
                                .contains(": line 1: ", "put a line break"));
    }

    @Test
    void onlyOneOrders() throws Exception {
        try (Storage two = Storage.open(folder)) {
            try (Storage one = Storage.open(folder)) {
                assertThat(one.tryLock()).isTrue();
                assertThat(one.tryLock()).isTrue();
                assertThat(two.tryLock()).isFalse();
            }
            assertThat(two.tryLock()).isTrue();
        }
    }

    @Test
    void whatAKilledProcessLeftHalfWrittenIsSwept() throws Exception {
        try (Storage storage = Storage.open(folder)) {
            Path left = folder.resolve("certificates/x.pem.1.new");
            Files.writeString(left, "half");
            assertThat(storage.tryLock()).isTrue();
            assertThat(left).doesNotExist();
        }
    }

    @ParameterizedTest
    @EnumSource
    void keysOfEveryKindComeBack(KeyKind kind) throws Exception {
        KeyPair pair = Pem.generate(kind);
        KeyPair read = Pem.keyPair(Pem.write(pair));

        assertThat(read.getPublic()).isEqualTo(pair.getPublic());
        assertThat(read.getPrivate().getEncoded()).isEqualTo(pair.getPrivate().getEncoded());
    }

    @Test
    void theFileNameOfASetOfNamesDoesNotDependOnTheirOrder() {
        assertThat(new WantedCertificate(List.of("a.example", "b.example")).id())
                .startsWith("a.example-")
                .endsWith(new WantedCertificate(List.of("b.example", "a.example"))
                        .id()
                        .substring("b.example".length()));
        assertThat(WANTED.id().getBytes(StandardCharsets.US_ASCII)).hasSizeLessThan(130);
    }

    private static StoredCertificate certificate() {
        return new StoredCertificate(
                "https://ca/dir",
                List.of(ChallengeCertificate.of(Identifier.dns("*.example.com"), new byte[32])),
                ChallengeCertificate.key());
    }
}
