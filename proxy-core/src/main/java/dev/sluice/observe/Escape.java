package dev.sluice.observe;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

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

    Escape(String prefix, String special) {
        for (int octet = 0; octet < 256; octet++) {
            if (octet < 0x20 || octet >= 0x7F || special.indexOf(octet) >= 0) {
                replacements[octet] = (prefix + "%02x".formatted(octet)).getBytes(StandardCharsets.US_ASCII);
            }
        }
        if (special.indexOf(' ') < 0) {
            replacements['"'] = new byte[] {'\\', '"'};
            replacements['\\'] = new byte[] {'\\', '\\'};
        }
    }

    /** What stands for the octet, or null where it stands for itself. */
    byte @Nullable [] of(int octet) {
        return replacements[octet];
    }
}
