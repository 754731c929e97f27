package dev.sluice.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.Problem;
import dev.sluice.config.SiteTls;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TlsFilesTest {
    @TempDir
    Path folder;

    @Test
    void readsEveryUsualKindOfKey() throws Exception {
        String[][] makers = {
            {"genrsa", "-traditional", "-out", "KEY", "2048"},
            {"genrsa", "-out", "KEY", "2048"},
            {"ecparam", "-genkey", "-name", "prime256v1", "-out", "KEY"},
            {"ecparam", "-genkey", "-noout", "-name", "secp384r1", "-out", "KEY"},
            {"genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", "KEY"},
        };
        for (String[] maker : makers) {
            Path key = folder.resolve("key.pem");
            OpenSslClient.run(
                    String.join(" ", maker).replace("KEY", key.toString()).split(" ", -1));
            assertThat(errors(selfSigned(key), key)).as(String.join(" ", maker)).isEmpty();
        }
    }

    @Test
    void saysWhatIsWrongWithAFile() throws Exception {
        Path key = folder.resolve("key.pem");
        Path other = folder.resolve("other.pem");
        Path locked = folder.resolve("locked.pem");
        Path legacy = folder.resolve("legacy.pem");
        Path edwards = folder.resolve("ed.pem");
        Path damaged = folder.resolve("damaged.pem");
        OpenSslClient.run("genrsa", "-out", key.toString(), "2048");
        OpenSslClient.run("genrsa", "-out", other.toString(), "2048");
        OpenSslClient.run("genrsa", "-aes128", "-passout", "pass:abcd", "-out", locked.toString(), "2048");
        OpenSslClient.run(
                "genrsa", "-traditional", "-aes128", "-passout", "pass:abcd", "-out", legacy.toString(), "2048");
        OpenSslClient.run("genpkey", "-algorithm", "ed25519", "-out", edwards.toString());
        Files.writeString(damaged, "-----BEGIN PRIVATE KEY-----\nSECRETSECRET\n-----END PRIVATE KEY-----\n");
        Path cert = selfSigned(key);
        assertThat(errors(cert, key)).isEmpty();
        assertThat(errors(cert, other))
                .singleElement()
                .asString()
                .contains("private key in " + other, "does not belong to the certificate in " + cert);
        assertThat(errors(cert, locked)).singleElement().asString().contains("encrypted", "without a passphrase");
        assertThat(errors(cert, legacy)).singleElement().asString().contains("encrypted", "without a passphrase");
        assertThat(errors(cert, edwards)).singleElement().asString().contains("expected RSA or ECDSA");
        assertThat(errors(cert, cert)).singleElement().asString().contains("holds no private key");
        assertThat(errors(key, key)).singleElement().asString().contains("holds no certificate");
        assertThat(errors(cert, folder.resolve("none.pem")))
                .singleElement()
                .asString()
                .contains("none.pem does not exist");
        assertThat(errors(cert, folder)).singleElement().asString().contains("it is a folder");
        assertThat(errors(cert, damaged))
                .singleElement()
                .asString()
                .contains("damaged.pem")
                .doesNotContain("SECRET");
        assertThat(errors(cert, other).getFirst().render()).startsWith("sluice.yaml:7:3: ");
    }

    @Test
    void aFileWithoutEndIsRefused() throws Exception {
        Path key = folder.resolve("key.pem");
        Files.write(key, new byte[(4 << 20) + 1]);
        Path endless = Path.of("/dev/zero");
        assertThat(errors(endless, key))
                .singleElement()
                .asString()
                .contains("/dev/zero cannot be read: it is not a regular file");
        assertThat(errors(key, endless))
                .singleElement()
                .asString()
                .contains("key.pem cannot be read: it is larger than 4 MB");
    }

    @Test
    void saysAlsoWhatIsWrongWithAClientCa() throws Exception {
        Path missing = folder.resolve("clients.pem");
        assertThat(TlsFiles.read(Configs.of(Configs.site(new SiteTls.Auto(), missing, "a.test")))
                        .errors())
                .singleElement()
                .asString()
                .contains("clients.pem does not exist");
    }

    @Test
    void warnsOfACertificateThatHasExpiredOrSoonWill() throws Exception {
        Path key = folder.resolve("key.pem");
        OpenSslClient.run("genrsa", "-out", key.toString(), "2048");
        assertThat(warnings(selfSigned(key, "-days", "3"), key))
                .singleElement()
                .asString()
                .contains("expires soon");
        assertThat(warnings(selfSigned(key, "-days", "90"), key)).isEmpty();
    }

    @Test
    void putsAChainInOrder() throws Exception {
        TestPair pair = TestPair.make(folder.resolve("pair"), "a.test");
        TestPair unrelated = TestPair.make(folder.resolve("unrelated"), "b.test");
        TestPair.replace(
                pair.cert(),
                Files.readString(pair.ca()) + Files.readString(unrelated.cert()) + TestPair.pem(pair.leaf()));
        CertifiedKey loaded = new KeyPairFiles(pair.cert(), pair.key()).load();
        assertThat(loaded.chain()).isEqualTo(pair.certified().chain());
    }

    private Path selfSigned(Path key, String... options) throws Exception {
        Path cert = folder.resolve("cert.pem");
        String days = options.length == 0 ? "90" : options[1];
        OpenSslClient.run(
                "req",
                "-x509",
                "-new",
                "-key",
                key.toString(),
                "-out",
                cert.toString(),
                "-days",
                days,
                "-subj",
                "/CN=a.test",
                "-addext",
                "subjectAltName=DNS:a.test");
        return cert;
    }

    private static List<Problem> errors(Path cert, Path key) {
        return read(cert, key).errors();
    }

    private static List<Problem> warnings(Path cert, Path key) {
        return read(cert, key).warnings();
    }

    private static TlsFiles read(Path cert, Path key) {
        return TlsFiles.read(Configs.of(Configs.site(new SiteTls.Files(cert, key), null, "a.test")));
    }
}
