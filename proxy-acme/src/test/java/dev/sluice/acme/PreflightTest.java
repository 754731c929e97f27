package dev.sluice.acme;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreflightTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            emptyValue = "",
            value = {
                "8.8.8.8              | 8.8.8.8 10.0.0.1         | ''",
                "8.8.8.8              | 10.0.0.1                 | ''",
                "8.8.4.4              | 8.8.8.8                  | the name resolves to 8.8.4.4, and this machine is 8.8.8.8",
                "192.168.1.7          | 8.8.8.8                  | the name leads to the private address 192.168.1.7",
                "8.8.8.8 2a00::1      | 8.8.8.8 fe80::1          | the name has an AAAA record (2a00:0:0:0:0:0:0:1)",
                "8.8.8.8 2a00::1      | 8.8.8.8 2a00::1          | ''"
            })
    void whereANameLeadsIsJudgedByWhatIsKnown(String found, String own, String expected) {
        String said = Preflight.judge(addresses(found), addresses(own));

        assertThat(said).startsWith(expected);
        assertThat(said.isEmpty()).isEqualTo(expected.isEmpty());
    }

    @Test
    void aFolderOfTheContainerItselfIsToldFromAVolume() {
        List<String> mounts = List.of(
                "1 0 0:1 / / rw,relatime - overlay overlay rw",
                "2 1 8:1 /v /data rw,relatime shared:1 - ext4 /dev/sda1 rw",
                "3 1 0:9 / /proc rw - proc proc rw");

        assertThat(Preflight.fileSystem(mounts, Path.of("/data/acme"))).isEqualTo("ext4");
        assertThat(Preflight.fileSystem(mounts, Path.of("/database"))).isEqualTo("overlay");
    }

    private static List<InetAddress> addresses(String text) {
        return Arrays.stream(text.strip().split(" ", -1))
                .map(InetAddress::ofLiteral)
                .toList();
    }
}
