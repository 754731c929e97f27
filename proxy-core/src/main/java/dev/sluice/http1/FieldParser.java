package dev.sluice.http1;

import dev.sluice.exchange.Failure;
import dev.sluice.http.Fields;

/** Reads field lines (RFC 9112 §5) that lie in the array of their {@link Fields}. */
final class FieldParser {
    private FieldParser() {}

    /**
     * Registers the field lines in {@code [from, to)}; the range ends with the empty line.
     *
     * @param most how many fields there may be
     */
    static void parse(Fields fields, int from, int to, int most) throws Malformed {
        byte[] bytes = fields.bytes();
        int line = from;
        int count = 0;
        while (line < to - 2) {
            if (++count > most) {
                throw new Malformed(Failure.HEAD_TOO_LARGE, "more than " + most + " header fields");
            }
            int colon = nameEnd(bytes, line);
            int valueStart = colon + 1;
            while (Syntax.isBlank(bytes[valueStart])) {
                valueStart++;
            }
            int lineEnd = valueEnd(bytes, valueStart);
            int valueEnd = lineEnd;
            while (valueEnd > valueStart && Syntax.isBlank(bytes[valueEnd - 1])) {
                valueEnd--;
            }
            fields.adopt(line, colon, valueStart, valueEnd);
            bytes = fields.bytes();
            line = lineEnd + 2;
        }
        if (line != to - 2 || bytes[line] != '\r') {
            throw new Malformed("an empty line is missing after the header fields");
        }
    }

    private static int nameEnd(byte[] bytes, int from) throws Malformed {
        int i = from;
        while (Syntax.isToken(bytes[i])) {
            i++;
        }
        if (i == from) {
            throw new Malformed(
                    Syntax.isBlank(bytes[i])
                            ? "a header field is folded over two lines (obs-fold)"
                            : "a header field has no name, or one with a character that is not allowed");
        }
        if (bytes[i] != ':') {
            throw new Malformed("a header field's name is not followed by a colon at once");
        }
        return i;
    }

    private static int valueEnd(byte[] bytes, int from) throws Malformed {
        int i = from;
        while (Syntax.isFieldValue(bytes[i])) {
            i++;
        }
        // the caller's range ends in CR LF, so both reads stay inside it
        if (bytes[i] != '\r' || bytes[i + 1] != '\n') {
            throw new Malformed("a header field's value holds a control character");
        }
        return i;
    }
}
