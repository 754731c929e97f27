package dev.sluice.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class HostsFileTest {
    @TempDir
    private Path folder;

    @Test
    void givesEveryAddressOfANameInWhateverCase() throws IOException {
        assertThat(addresses("db")).containsExactly("172.18.0.9", "fd00:0:0:0:0:0:0:9");
        assertThat(addresses("DB")).hasSize(2);
        assertThat(addresses("db.internal")).containsExactly("172.18.0.9");
    }

    @Test
    void takesNoCommentNoPartOfANameAndNoAddressThatIsNone() throws IOException {
        assertThat(addresses("gone")).isEmpty();
        assertThat(addresses("d")).isEmpty();
        assertThat(addresses("broken")).isEmpty();
        assertThat(addresses("172.18.0.9")).isEmpty();
    }

    @Test
    void aFileThatIsMissingListsNothing() {
        assertThat(new HostsFile(folder.resolve("none")).addresses("db")).isEmpty();
    }

    @Test
    void aChangeIsSeenAndAFileThatIsNoneListsNothing() throws IOException {
        Path file = Files.writeString(folder.resolve("hosts"), "192.0.2.1 db\n");
        HostsFile hosts = new HostsFile(file);
        assertThat(hosts.addresses("db")).hasSize(1);
        Files.writeString(file, "192.0.2.1 db\n192.0.2.2 db\n");
        assertThat(hosts.addresses("db")).hasSize(2);
        Files.delete(file);
        Files.createSymbolicLink(file, Path.of("/dev/zero"));
        assertThat(hosts.addresses("db")).isEmpty();
    }

    @Test
    void moreNamesThanAnyConfigurationHasLeaveNothingBehind() throws IOException {
        HostsFile hosts = new HostsFile(Files.writeString(folder.resolve("hosts"), "192.0.2.1 db\n"));
        for (int i = 0; i < 5_000; i++) {
            assertThat(hosts.addresses("name" + i)).isEmpty();
        }
        assertThat(hosts.addresses("db")).hasSize(1);
    }

    private Iterable<String> addresses(String host) throws IOException {
        Path file = Files.writeString(folder.resolve("hosts"), """
                127.0.0.1\tlocalhost
                # 10.0.0.1 gone
                172.18.0.9   db.internal db # the data base; gone
                fd00::9 db
                host broken
                """);
        return new HostsFile(file)
                .addresses(host).stream().map(InetAddress::getHostAddress).toList();
    }
}
