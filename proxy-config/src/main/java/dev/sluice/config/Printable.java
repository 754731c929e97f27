package dev.sluice.config;

import dev.sluice.base.text.Characters;
import java.util.HexFormat;

/**
 * Text of others as a terminal may have it. A CA, a backend, the labels of a container, DNS, a hook or a file may hold characters that
 * move the cursor, change colours, turn the order of what follows, or begin a line that looks like one of ours. They are written as
 * {@code \x1b} or {@code \}{@code u202e}. JSON has escapes of its own.
 */
public final class Printable {
    private static final HexFormat HEX = HexFormat.of();

    private Printable() {}

    /** Whether a character does nothing to a terminal but to show itself: no control, no format or bidi character, no line's end. */
    public static boolean isPrintable(int character) {
        return Characters.isPrintable(character);
    }

    /** A word or a sentence of somebody else: it stays in its line. */
    public static String line(String text) {
        return escaped(text, "");
    }

    /** Several lines, made of ours and of what {@link #line} has given; line feeds and tabs stay. */
    public static String text(String text) {
        return escaped(text.replace("\r\n", "\n"), "\n\t");
    }

    private static String escaped(String text, String kept) {
        if (text.codePoints().allMatch(each -> stays(each, kept))) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(each -> {
            if (stays(each, kept)) {
                out.appendCodePoint(each);
            } else if (each < 0x100) {
                out.append("\\x").append(HEX.toHexDigits((byte) each));
            } else {
                for (char half : Character.toChars(each)) {
                    out.append("\\u").append(HEX.toHexDigits(half));
                }
            }
        });
        return out.toString();
    }

    private static boolean stays(int character, String kept) {
        return isPrintable(character) || kept.indexOf(character) >= 0;
    }
}
