package dev.sluice.observe;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** How bytes from outside are made harmless in a line of the log. What is printable ASCII and has no meaning there stays as it is. */
@SuppressWarnings("ImmutableEnumChecker") // the arrays are never changed after construction
enum Escape {
    /** For a word between spaces: control characters, spaces, quotes, backslashes and all beyond ASCII become {@code \xHH}. */
    WORD("\\x", " \"\\"),
    /** For a text between double quotes, where a space may stay. */
    QUOTED("\\x", "\"\\"),
    /** For a JSON string (RFC 8259 §7): {@code \}{@code u00HH}. Bytes beyond ASCII are taken for ISO 8859-1. */
    JSON("\\u00", "\"\\");

    private final byte[][] replacements = new byte[256][];
    private final boolean[] plain = new boolean[256];

    Escape(String prefix, String special) {
        for (int octet = 0; octet < 256; octet++) {
            replacements[octet] = new byte[] {(byte) octet};
            if (octet < 0x20 || octet >= 0x7F || special.indexOf(octet) >= 0) {
                replacements[octet] =
                        (prefix + HexFormat.of().toHexDigits((byte) octet)).getBytes(StandardCharsets.US_ASCII);
            }
        }
        if (special.indexOf(' ') < 0) {
            replacements['"'] = new byte[] {'\\', '"'};
            replacements['\\'] = new byte[] {'\\', '\\'};
        }
        for (int octet = 0; octet < 256; octet++) {
            plain[octet] = replacements[octet].length == 1;
        }
    }

    /** Whether the octet stands for itself. */
    boolean isPlain(int octet) {
        return plain[octet];
    }

    /** Writes what stands for the octet at {@code at}; returns where that ends. */
    int write(int octet, byte[] target, int at) {
        byte[] replacement = replacements[octet];
        System.arraycopy(replacement, 0, target, at, replacement.length);
        return at + replacement.length;
    }
}
