package dev.sluice.dist.parts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dist.parts.PartsTable.Row;
import java.util.List;
import org.junit.jupiter.api.Test;

class PartsTableTest {
    @Test
    void eachPartStandsBesideItsNewestVersionInColumns() {
        assertThat(PartsTable.text(List.of(
                        new Row("io.netty:netty-common", "4.2.18.Final", "4.2.20.Final"),
                        new Row("info.picocli:picocli", "4.7.7", "4.7.7"))))
                .isEqualTo("""
                        part                   shipped       newest
                        io.netty:netty-common  4.2.18.Final  4.2.20.Final
                        info.picocli:picocli   4.7.7         the same

                        1 of 2 parts have a newer version.
                        """);
    }

    @Test
    void aJdkIsAsNewAsAnotherVendorsBuildOfTheSameVersion() {
        assertThat(Parts.newest("25.0.5.1+2-1-deb13u1-Debian", "25.0.5.1+2-1~deb13u1"))
                .isEqualTo("25.0.5.1+2-1-deb13u1-Debian");
        assertThat(Parts.newest("25.0.3+9-LTS", "25.0.5.1+2-1~deb13u1")).isEqualTo("25.0.5.1+2-1~deb13u1");
    }
}
