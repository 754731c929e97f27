package dev.sluice.http1;

import dev.sluice.exchange.Failure;
import dev.sluice.http.Fields;
import dev.sluice.http.KnownField;
import dev.sluice.http.RequestHead;

/** Reads a request's head (RFC 9112 §3) that lies in the array of its fields. */
final class RequestParser {
    private RequestParser() {}

    /** Fills method, target, version and fields from {@code [0, length)} of the fields' array, and the framing from them. */
    static void parse(RequestHead head, int length, int mostFields) throws Malformed {
        Fields fields = head.fields();
        byte[] bytes = fields.bytes();
        int methodEnd = methodEnd(bytes);
        int targetStart = methodEnd + 1;
        int targetEnd = targetEnd(bytes, targetStart);
        head.method(0, methodEnd);
        head.target(targetStart, targetEnd);
        head.minorVersion(minorVersion(bytes, targetEnd + 1, length));
        FieldParser.parse(fields, targetEnd + 11, length, mostFields);
        refuseImitations(fields);
        head.contentLength(Framing.ofRequest(head));
    }

    private static int methodEnd(byte[] bytes) throws Malformed {
        int i = 0;
        while (Syntax.isToken(bytes[i])) {
            i++;
        }
        if (i == 0 || bytes[i] != ' ') {
            throw new Malformed(
                    bytes[0] == 0x16
                            ? "a TLS handshake on a plain port"
                            : "the request line does not start with a method");
        }
        return i;
    }

    private static int targetEnd(byte[] bytes, int from) throws Malformed {
        int i = from;
        while (Syntax.isTarget(bytes[i])) {
            i++;
        }
        if (i == from || bytes[i] != ' ') {
            throw new Malformed("the request target is empty or holds a character that is not allowed");
        }
        return i;
    }

    private static int minorVersion(byte[] bytes, int from, int length) throws Malformed {
        boolean wellFormed = length - from >= 10
                && bytes[from] == 'H'
                && bytes[from + 1] == 'T'
                && bytes[from + 2] == 'T'
                && bytes[from + 3] == 'P'
                && bytes[from + 4] == '/'
                && isDigit(bytes[from + 5])
                && bytes[from + 6] == '.'
                && isDigit(bytes[from + 7])
                && bytes[from + 8] == '\r'
                && bytes[from + 9] == '\n';
        if (!wellFormed) {
            throw new Malformed("the request line does not end in an HTTP version");
        }
        int minor = bytes[from + 7] - '0';
        if (bytes[from + 5] != '1' || minor > 1) {
            throw new Malformed(Failure.VERSION_NOT_SUPPORTED, "a version other than HTTP/1.0 and HTTP/1.1");
        }
        return minor;
    }

    /** What a backend may take for framing must not pass under another spelling. */
    private static void refuseImitations(Fields fields) throws Malformed {
        for (int i = 0; i < fields.size(); i++) {
            if (fields.known(i) != KnownField.OTHER) {
                continue;
            }
            if (KnownField.imitatesFraming(fields.bytes(), fields.nameStart(i), fields.nameEnd(i))) {
                throw new Malformed("the header field " + fields.name(i)
                        + " has other characters for hyphens, which some backends do not tell apart");
            }
        }
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }
}
