package dev.sluice.acme.http;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonShapeTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{\"a\": [1, 2.5e10, \"[[[[ \\\" {{{{ 12\"], \"b\": null}",
                "\"never closed",
                "\"\\",
                "]]]]}}}}"
            })
    void whatIsFlatEnoughPasses(String json) {
        assertThatCode(() -> JsonShape.check(json)).doesNotThrowAnyException();
        assertThatCode(() -> JsonShape.check("[".repeat(64 - 4) + json)).doesNotThrowAnyException();
        assertThatCode(() -> JsonShape.check('"' + "[1".repeat(10_000) + '"')).doesNotThrowAnyException();
        assertThatCode(() -> JsonShape.check('"' + "1".repeat(10_000) + '"')).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"a\":", "[{\"\\\"\":"})
    void whatIsTooDeepDoesNot(String level) {
        assertThatThrownBy(() -> JsonShape.check(level.repeat(65)))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("its JSON is nested deeper than 64 levels");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[-", "{\"a\": 0.", "{\"a\": 1e"})
    void aNumberThatIsTooLongDoesNot(String before) {
        assertThatThrownBy(() -> JsonShape.check(before + "1".repeat(65))).isInstanceOf(IOException.class);
    }
}
