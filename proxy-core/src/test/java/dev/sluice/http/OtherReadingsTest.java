package dev.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
                "/admin%20 /admin",
                "/admin%09/users /admin/users",
                "/%0B%20admin%20%1F /admin",
                "/admin%20;x /admin",
                "/admin%2F%20users /admin/users",
                "/admin\u0085 /admin",
                "/admin\u00a0\u00a0%20 /admin",
                "/admin\u00c2\u00a0 /admin",
                "/admin\u00e2\u0080\u00a8 /admin",
                "/\u00e3\u0080\u0080admin/x /admin/x",
                "/admin\u00ff /admin",
                "/ad\u00c0min /admin",
                "/admin\u00e2\u0080 /admin",
                "/admin%20\u00ff /admin",
            })
    void includesTheOneThatARuleMustNotMiss(String path, String reading) {
        assertThat(of(path)).contains(reading);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/a%20b/%25",
                "/a%20%09b",
                "/voil\u00c3\u00a0",
                "/\u00c5\u00a0koda/\u00e0\u00a4\u0085",
                "/\u00f0\u009f\u0098\u0085/x"
            })
    void isNoneForAnOrdinaryPath(String path) {
        assertThat(of(path)).isEmpty();
    }

    private static List<String> of(String path) {
        byte[] bytes = ("x" + path + "x").getBytes(StandardCharsets.ISO_8859_1);
        return OtherReadings.of(bytes, 1, bytes.length - 1).stream()
                .map(reading -> new String(reading, StandardCharsets.ISO_8859_1))
                .toList();
    }
}
