package dev.sluice.http1;

import dev.sluice.http.Fields;
import dev.sluice.http.ResponseHead;

/** Reads a response's head (RFC 9112 §4) that lies in the array of its fields. */
final class ResponseParser {
    private ResponseParser() {}

    /**
     * Fills status, reason, version and fields from {@code [0, length)} of the fields' array, and the framing from them.
     *
     * @param toHead whether it answers a HEAD request, so that no body follows whatever it says
     */
    static void parse(ResponseHead head, int length, int mostFields, boolean toHead) throws Malformed {
        Fields fields = head.fields();
        byte[] bytes = fields.bytes();
        if (length < 14 || !isVersion(bytes)) {
            throw new Malformed("the answer does not start with HTTP/1.0 or HTTP/1.1");
        }
        head.minorVersion(bytes[7] - '0');
        int reasonStart = reasonStart(bytes);
        int reasonEnd = reasonStart;
        while (Syntax.isFieldValue(bytes[reasonEnd])) {
            reasonEnd++;
        }
        if (bytes[reasonEnd] != '\r' || bytes[reasonEnd + 1] != '\n') {
            throw new Malformed("the status line holds a control character");
        }
        head.status(status(bytes), reasonStart, reasonEnd);
        FieldParser.parse(fields, reasonEnd + 2, length, mostFields);
        head.contentLength(Framing.ofResponse(head, toHead));
    }

    private static boolean isVersion(byte[] bytes) {
        return bytes[0] == 'H'
                && bytes[1] == 'T'
                && bytes[2] == 'T'
                && bytes[3] == 'P'
                && bytes[4] == '/'
                && bytes[5] == '1'
                && bytes[6] == '.'
                && (bytes[7] == '1' || bytes[7] == '0')
                && bytes[8] == ' ';
    }

    private static int status(byte[] bytes) throws Malformed {
        int status = 0;
        for (int i = 9; i < 12; i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9) {
                throw new Malformed("the status code is not a number of three digits");
            }
            status = status * 10 + digit;
        }
        if (status < 100 || status > 599) {
            throw new Malformed("the status code is not between 100 and 599");
        }
        return status;
    }

    private static int reasonStart(byte[] bytes) throws Malformed {
        // the space before an empty reason is often left out; nothing can be mistaken by that
        if (bytes[12] == '\r') {
            return 12;
        }
        if (bytes[12] != ' ') {
            throw new Malformed("the status code is not a number of three digits");
        }
        return 13;
    }
}
