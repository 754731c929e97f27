package dev.sluice.dist.parts;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JdkVersionTest {
    @ParameterizedTest
    @CsvSource({
        "25, 25",
        "25+36, 25",
        "25.0.3+9-LTS, 25.0.3",
        "25.0.5.1+2-1-deb13u1-Debian, 25.0.5.1",
        "25.0.5.1+2-1~deb13u1, 25.0.5.1",
        "25.0.5.0.3+1-1, 25.0.5",
        "26-ea, 26",
    })
    void whatAVendorAddsIsLeftOut(String text, String version) {
        assertThat(JdkVersion.parse(text)).hasToString("Optional[" + version + "]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "unknown", "v25", "25.", "25..1", ".25", "99999999999"})
    void anythingElseIsNoVersion(String text) {
        assertThat(JdkVersion.parse(text)).isEmpty();
    }

    @Test
    void numbersAreComparedAsNumbers() {
        assertThat(version("25.0.10")).isGreaterThan(version("25.0.9"));
        assertThat(version("25.0.5.1")).isGreaterThan(version("25.0.5"));
        assertThat(version("26")).isGreaterThan(version("25.0.9.9"));
        assertThat(version("25.0.5")).isEqualByComparingTo(version("25.0.5.0.3"));
    }

    private static JdkVersion version(String text) {
        return JdkVersion.parse(text).orElseThrow();
    }
}
