package dev.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How else a backend may read a path. */
class OtherReadingsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "/admin%2Fusers /admin/users",
                "/admin%5Cusers /admin/users",
                "/%2Fadmin /admin",
                "/admin;x /admin",
                "/admin;x/users /admin/users",
                "/;/admin /admin",
                "/admin%3Bx /admin",
                "/admin;x%2Fy /admin",
                "/admin%2F%2Fusers /admin/users",
            })
    void includesTheOneThatARuleMustNotMiss(String path, String reading) {
        assertThat(of(path)).contains(reading);
    }

    @Test
    void isNoneForAnOrdinaryPath() {
        assertThat(of("/api/v1/a%20b/%25")).isEmpty();
    }

    private static List<String> of(String path) {
        byte[] bytes = ("x" + path + "x").getBytes(StandardCharsets.US_ASCII);
        return OtherReadings.of(bytes, 1, bytes.length - 1).stream()
                .map(reading -> new String(reading, StandardCharsets.US_ASCII))
                .toList();
    }
}
