package dev.sluice.config;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/** Bytes to text: strict UTF-8 within {@link Bounds}, and nothing YAML does not allow. */
final class SourceDecoder {

    private final String file;

    SourceDecoder(String file) {
        this.file = file;
    }

    /** The text, or the one problem that keeps it from being read. */
    sealed interface Outcome {
        record Decoded(SourceText source) implements Outcome {}

        record Refused(Problem problem) implements Outcome {}
    }

    Outcome decode(byte[] content) {
        if (content.length > Bounds.FILE) {
            return refuse("the file is larger than " + Bounds.FILE / 1024 + " KB; is this a configuration file?");
        }
        if (startsWith(content, 0xFE, 0xFF) || startsWith(content, 0xFF, 0xFE)) {
            return refuse("the file is not UTF-8 text but looks like UTF-16; save it as UTF-8");
        }
        int mark = startsWith(content, 0xEF, 0xBB, 0xBF) ? 3 : 0;
        ByteBuffer in = ByteBuffer.wrap(content, mark, content.length - mark);
        CharBuffer out = CharBuffer.allocate(in.remaining());
        CoderResult end = StandardCharsets.UTF_8.newDecoder().decode(in, out, true);
        SourceText source = new SourceText(out.flip().toString());
        if (end.isError()) {
            return refuse(source, source.text().length(), notUtf8(content[in.position()]));
        }
        return check(source);
    }

    private Outcome check(SourceText source) {
        if (source.lines() > Bounds.LINES) {
            return refuse("the file has more than " + Bounds.LINES + " lines; is this a configuration file?");
        }
        String text = source.text();
        int lineStart = 0;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            int c = text.codePointAt(i);
            if (!StreamReader.isPrintable(c)) {
                return refuse(source, i, forbidden(c));
            }
            if (c == '\n' || c == '\r') {
                lineStart = i + 1;
            } else if (i - lineStart >= Bounds.LINE) {
                return refuse(source, lineStart, "this line is longer than " + Bounds.LINE + " characters");
            }
        }
        return new Outcome.Decoded(source);
    }

    private Outcome refuse(String message) {
        return new Outcome.Refused(new Problem(file, Position.START, message, "", 1, 1));
    }

    private Outcome refuse(SourceText source, int index, String message) {
        return new Outcome.Refused(source.problem(file, source.position(index), 1, message));
    }

    private static String notUtf8(byte found) {
        return "the file is not UTF-8 text: byte 0x%02X is not allowed here; save it as UTF-8".formatted(found & 0xFF);
    }

    private static String forbidden(int character) {
        return "the character U+%04X is not allowed in YAML; remove it".formatted(character);
    }

    private static boolean startsWith(byte[] content, int... expected) {
        for (int i = 0; i < expected.length; i++) {
            if (content.length <= i || (content[i] & 0xFF) != expected[i]) {
                return false;
            }
        }
        return true;
    }
}
