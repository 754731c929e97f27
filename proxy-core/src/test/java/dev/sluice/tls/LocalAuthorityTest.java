package dev.sluice.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LocalAuthorityTest {
    @TempDir
    Path folder;

    @Test
    void theRootIsMadeOnceAndKeptPrivate() throws Exception {
        Path ca = folder.resolve("data/ca");
        LocalAuthority first = open(ca);
        LocalAuthority second = open(ca);
        assertThat(second.root()).isEqualTo(first.root());
        assertThat(Files.getPosixFilePermissions(ca)).isEqualTo(PosixFilePermissions.fromString("rwx------"));
        for (String file : new String[] {"root.pem", "root.key"}) {
            assertThat(Files.getPosixFilePermissions(ca.resolve(file)))
                    .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        }
        assertThat(first.root().getBasicConstraints()).isZero();
        assertThat(first.howToTrust()).contains(first.rootFile().toString());
    }

    @Test
    void whatItIssuesIsVerifiedByOthers() throws Exception {
        LocalAuthority authority = open(folder.resolve("ca"));
        CertifiedKey leaf = authority.issue(new TreeSet<>(List.of("a.test", "*.b.test", "10.0.0.1", "::1")));
        Path file = folder.resolve("leaf.pem");
        Files.writeString(file, TestPair.pem(leaf.chain().getFirst()));
        for (String option : new String[] {
            "-verify_hostname a.test", "-verify_hostname x.b.test", "-verify_ip 10.0.0.1", "-verify_ip ::1"
        }) {
            String command = "verify -x509_strict -purpose sslserver -CAfile " + authority.rootFile() + " " + option
                    + " " + file;
            assertThat(OpenSslClient.run(command.split(" ", -1))).contains("OK");
        }
    }

    @Test
    void aDamagedRootIsSetAsideAndMadeAnew() throws Exception {
        Path ca = folder.resolve("ca");
        LocalAuthority first = open(ca);
        Files.writeString(ca.resolve("root.key"), "");
        LocalAuthority second = open(ca);
        assertThat(second.root()).isNotEqualTo(first.root());
        assertThat(ca.resolve("root.pem.damaged")).exists();
        assertThat(ca.resolve("root.key.damaged")).isEmptyFile();
        assertThat(open(ca).root()).isEqualTo(second.root());
    }

    @Test
    void aNewRootIsToldFromOthersByANumberAndSaysNothingOfTheMachine() throws Exception {
        String first = name(open(folder.resolve("first")).root());
        String second = name(open(folder.resolve("second")).root());
        assertThat(first).matches("CN=Sluice local CA [0-9a-f]{8}");
        assertThat(second).matches("CN=Sluice local CA [0-9a-f]{8}").isNotEqualTo(first);
    }

    @Test
    void aRootThatAnOlderVersionHasNamedAfterTheMachineStaysButNotForStrangers() throws Exception {
        Path ca = Files.createDirectories(folder.resolve("ca"));
        String command = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3000"
                + " -addext basicConstraints=critical,CA:TRUE,pathlen:0 -addext keyUsage=critical,keyCertSign"
                + " -keyout root.key -out root.pem -subj /CN=";
        List<String> words = new ArrayList<>(List.of(command.split(" ", -1)));
        words.replaceAll(word -> word.startsWith("root.") ? ca.resolve(word).toString() : word);
        words.set(words.size() - 1, "/CN=Sluice local CA (pi.home)");
        OpenSslClient.run(words.toArray(String[]::new));
        LocalAuthority authority = open(ca);
        assertThat(name(authority.root())).isEqualTo("CN=Sluice local CA (pi.home)");
        TreeSet<String> names = new TreeSet<>(List.of("a.test"));
        assertThat(authority.issue(names).chain().getLast()).isEqualTo(authority.root());
        assertThat(authority.issueForStrangers(names).chain())
                .allSatisfy(shown ->
                        assertThat(shown.toString()).contains("Sluice local").doesNotContain("pi.home"));
        LocalAuthority neutral = open(folder.resolve("neutral"));
        assertThat(neutral.issueForStrangers(names).chain().getLast()).isEqualTo(neutral.root());
    }

    private static String name(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().getName();
    }

    private static LocalAuthority open(Path ca) throws Exception {
        LocalAuthority opened = LocalAuthority.open(ca, InstantSource.system());
        assertThat(opened.rootFile()).exists();
        return opened;
    }
}
