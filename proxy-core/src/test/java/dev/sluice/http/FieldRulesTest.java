package dev.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FieldRulesTest {

    @ParameterizedTest
    @ValueSource(strings = {"a", "Content-Length", "x_y", "!#$%&'*+-.^_`|~09"})
    void takesTokensAsNames(String name) {
        assertThat(FieldRules.validName(bytes(name), 0, name.length())).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", " a", "a ", "a:b", "a\tb", "a\u0000", "a\u007f", "\u00e9", "a(b", "a\"b", "a,b", "a/b", "a[b",
                "a@b", "a\r"
            })
    void refusesOtherNames(String name) {
        assertThat(FieldRules.validName(bytes(name), 0, name.length())).isFalse();
    }

    @Test
    void takesEveryValueWithoutControls() {
        for (int c = 0; c < 256; c++) {
            byte[] value = {'a', (byte) c, 'b'};
            assertThat(FieldRules.validValue(value, 0, 3))
                    .as("%02x", c)
                    .isEqualTo(c == '\t' || (c >= ' ' && c != 0x7F));
        }
        assertThat(FieldRules.validValue(new byte[0], 0, 0)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "abc-1.Z_~ | true",
                "'' | false",
                "a b | false",
                "a\u00e9 | false",
                "<script> | false",
                "a;b | false"
            })
    void takesOverHarmlessRequestIds(String id, boolean valid) {
        assertThat(RequestIds.findValid(Heads.fields("A: b", "X-Request-Id: " + id)) >= 0)
                .isEqualTo(valid);
    }

    @Test
    void takesOverOneShortRequestIdOnly() {
        assertThat(RequestIds.findValid(Heads.fields("x-request-id: " + "a".repeat(128))))
                .isZero();
        assertThat(RequestIds.findValid(Heads.fields("x-request-id: " + "a".repeat(129))))
                .isNegative();
        assertThat(RequestIds.findValid(Heads.fields("x-request-id: a", "X-Request-ID: b")))
                .isNegative();
        Fields fields = Heads.fields("x-request-id: a", "X-Request-ID: b");
        RequestIds.set(fields, bytes("c"));
        assertThat(Heads.lines(fields)).containsExactly("X-Request-Id: c");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0001',
            value = {
                "sid=1 | 1",
                "a=b; sid=1; sid=2 | 1",
                "a=b;sid=1 | 1",
                "xsid=2; Sid=3; sid=4 | 4",
                "sid=\"q\" | q",
                "sid== | =",
                "sid=; b | <empty>",
                "sidx=1 | <none>",
                "sid | <none>",
                "a=sid=1 | <none>",
                ";;; | <none>",
            })
    void findsACookie(String value, String expected) {
        Fields fields = Heads.fields("Cookie: other=1", "Cookie: " + value);
        long range = Cookies.find(fields, bytes("sid"));
        String found = range < 0 ? "<none>" : fields.text((int) (range >>> 32), (int) range);
        assertThat(found.isEmpty() ? "<empty>" : found).isEqualTo(expected);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
