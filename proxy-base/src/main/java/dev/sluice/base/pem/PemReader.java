package dev.sluice.base.pem;

import java.util.ArrayList;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads PEM in one pass. Tolerant of what editors and tools add: a byte order mark, any kind of line break, white space, text before,
 * between and after the blocks. Strict about the blocks, because half of a chain or of a bundle of CAs would be trusted in silence: one that is
 * joined to another without a line break, is not closed, or is not base64 is an error.
 */
public final class PemReader {
    private static final String BEGIN = "-----BEGIN ";
    private static final String END = "-----END ";
    private static final String DASHES = "-----";
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final List<PemBlock> blocks = new ArrayList<>();
    private final StringBuilder base64 = new StringBuilder();
    private @Nullable String open;
    private int begun;
    private int line;
    private boolean encrypted;

    private PemReader() {}

    /**
     * All blocks in the text's order, of whatever kind.
     *
     * @throws PemFormatException if one of them is damaged
     */
    public static List<PemBlock> read(String text) throws PemFormatException {
        PemReader reader = new PemReader();
        boolean marked = !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK;
        Iterator<String> lines = (marked ? text.substring(1) : text).lines().iterator();
        while (lines.hasNext()) {
            reader.take(lines.next().strip());
        }
        if (reader.open != null) {
            throw reader.unclosed(reader.open);
        }
        return reader.blocks;
    }

    private void take(String text) throws PemFormatException {
        line++;
        if (open != null) {
            inside(open, text);
        } else if (text.startsWith(BEGIN)) {
            begin(text);
        } else if (text.startsWith(END)) {
            throw new PemFormatException(line, "a block ends that has not begun");
        } else if (text.endsWith(DASHES) && text.contains(BEGIN)) {
            throw new PemFormatException(
                    line, "a block begins in the middle of the line: put a line break before -----BEGIN");
        }
    }

    private void begin(String text) throws PemFormatException {
        int dashes = text.indexOf(DASHES, BEGIN.length());
        if (dashes < 0 || dashes + DASHES.length() != text.length()) {
            throw new PemFormatException(
                    line, "the line that begins a block goes on after it: put a line break after the five dashes");
        }
        open = text.substring(BEGIN.length(), dashes);
        begun = line;
        encrypted = false;
        base64.setLength(0);
    }

    private void inside(String label, String text) throws PemFormatException {
        String end = END + label + DASHES;
        if (text.equals(end)) {
            blocks.add(new PemBlock(begun, label, encrypted, decoded()));
            open = null;
        } else if (text.startsWith(end)) {
            throw new PemFormatException(line, "something follows the end of a block: put a line break after " + end);
        } else if (text.startsWith(DASHES)) {
            throw unclosed(label);
        } else if (base64.isEmpty() && text.indexOf(':') > 0) {
            encrypted |= text.startsWith("Proc-Type:") && text.endsWith("ENCRYPTED");
        } else {
            digits(text);
        }
    }

    private void digits(String text) throws PemFormatException {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isDigit(c)) {
                base64.append(c);
            } else if (!Character.isWhitespace(c)) {
                throw new PemFormatException(line, "a character that does not belong into base64");
            }
        }
    }

    private static boolean isDigit(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || "+/=".indexOf(c) >= 0;
    }

    private byte[] decoded() throws PemFormatException {
        if (base64.length() % 4
                != 0) { // the JDK would do without the padding, and so take a block that has lost its end
            throw damaged();
        }
        try {
            return Base64.getDecoder().decode(base64.toString());
        } catch (IllegalArgumentException _) {
            throw damaged();
        }
    }

    private PemFormatException damaged() {
        return new PemFormatException(begun, "the block that begins there is not whole: its base64 is damaged");
    }

    private PemFormatException unclosed(String label) {
        return new PemFormatException(
                begun, "the block that begins there is not closed: expected " + END + label + DASHES);
    }
}
