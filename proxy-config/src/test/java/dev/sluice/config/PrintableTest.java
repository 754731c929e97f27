package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrintableTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "plain", "größer", "日本", "😀", "\\x1b", "a\"b'c`d"})
    void whatShowsItselfStays(String text) {
        assertThat(Printable.line(text)).isSameAs(text);
        assertThat(Printable.text(text)).isEqualTo(text);
    }

    @Test
    void whatMovesATerminalIsWrittenOut() {
        assertThat(Printable.line("a\u001b[2J\u0007\b\u007f\u009b31m")).isEqualTo("a\\x1b[2J\\x07\\x08\\x7f\\x9b31m");
        assertThat(Printable.line("exe\u202egpj.\u2066x\u2069\u200f\u061c"))
                .isEqualTo("exe\\u202egpj.\\u2066x\\u2069\\u200f\\u061c");
        assertThat(Printable.line("\u200b\ufeff\u2028\u2029")).isEqualTo("\\u200b\\ufeff\\u2028\\u2029");
        assertThat(Printable.line("\ud800x")).isEqualTo("\\ud800x");
        assertThat(Printable.line("\udb40\udc41")).as("a tag").isEqualTo("\\udb40\\udc41");
    }

    @Test
    void aLineStaysOneAndATextKeepsItsLines() {
        assertThat(Printable.line("a\r\nb\tc")).isEqualTo("a\\x0d\\x0ab\\x09c");
        assertThat(Printable.text("a\r\nb\tc\rd\u001b")).isEqualTo("a\nb\tc\\x0dd\\x1b");
    }

    @Test
    void noCharacterOfUnicodeGetsThroughThatActsOnATerminal() {
        for (int each = 0; each <= Character.MAX_CODE_POINT; each++) {
            String shown = Printable.line(Character.toString(each));
            assertThat(shown.codePoints().allMatch(Printable::isPrintable))
                    .as("U+%04X", each)
                    .isTrue();
        }
    }
}
