package dev.sluice.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
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

    private static LocalAuthority open(Path ca) throws Exception {
        LocalAuthority opened = LocalAuthority.open(ca, InstantSource.system());
        assertThat(opened.rootFile()).exists();
        return opened;
    }
}
