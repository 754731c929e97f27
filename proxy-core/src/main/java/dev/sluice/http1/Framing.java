package dev.sluice.http1;

import dev.sluice.exchange.Failure;
import dev.sluice.http.Ascii;
import dev.sluice.http.Fields;
import dev.sluice.http.KnownField;
import dev.sluice.http.RequestHead;
import dev.sluice.http.ResponseHead;
import java.nio.charset.StandardCharsets;

/** How long a message's body is (RFC 9112 §6.3). What two parties could read differently is refused, never repaired. */
final class Framing {
    private static final byte[] CHUNKED = "chunked".getBytes(StandardCharsets.US_ASCII);

    private Framing() {}

    /** The body's length, {@link RequestHead#NO_BODY} or {@link RequestHead#UNTIL_END} for chunked. */
    static long ofRequest(RequestHead head) throws Malformed {
        Fields fields = head.fields();
        if (isChunked(fields, head.minorVersion(), Failure.NOT_IMPLEMENTED)) {
            return RequestHead.UNTIL_END;
        }
        return contentLength(fields, RequestHead.NO_BODY);
    }

    /** The body's length, {@link ResponseHead#NO_BODY} or {@link ResponseHead#UNTIL_END} for chunked or until the end. */
    static long ofResponse(ResponseHead head, boolean toHead) throws Malformed {
        Fields fields = head.fields();
        int status = head.status();
        if (status == 204) {
            return ResponseHead.NO_BODY;
        }
        if (status < 200) {
            // RFC 9112 §6.3: there is no body, and neither field may be there; a peer that took them at their word
            // would wait
            fields.remove(KnownField.CONTENT_LENGTH);
            fields.remove(KnownField.TRANSFER_ENCODING);
            return ResponseHead.NO_BODY;
        }
        boolean chunked = isChunked(fields, head.minorVersion(), Failure.BACKEND_PROTOCOL);
        long length = chunked ? ResponseHead.UNTIL_END : contentLength(fields, ResponseHead.UNTIL_END);
        return toHead || status == 304 ? ResponseHead.NO_BODY : length;
    }

    /** Whether the body is chunked; a field that says anything else is refused (RFC 9112 §6.1). */
    private static boolean isChunked(Fields fields, int minorVersion, Failure unknownCoding) throws Malformed {
        int index = fields.find(KnownField.TRANSFER_ENCODING);
        if (index < 0) {
            return false;
        }
        if (minorVersion == 0) {
            throw new Malformed("Transfer-Encoding in HTTP/1.0");
        }
        if (fields.find(KnownField.CONTENT_LENGTH) >= 0) {
            throw new Malformed("both Transfer-Encoding and Content-Length");
        }
        if (fields.find(KnownField.TRANSFER_ENCODING, index + 1) >= 0) {
            throw new Malformed("several Transfer-Encoding fields");
        }
        if (!fields.valueEqualsLower(index, CHUNKED)) {
            throw refusedCoding(fields, index, unknownCoding);
        }
        return true;
    }

    private static Malformed refusedCoding(Fields fields, int index, Failure unknownCoding) {
        int end = fields.valueEnd(index);
        int from = end - CHUNKED.length;
        boolean chunkedLast = from - 1 > fields.valueStart(index)
                && Ascii.equalsLower(fields.bytes(), from, end, CHUNKED)
                && (Syntax.isBlank(fields.bytes()[from - 1]) || fields.bytes()[from - 1] == ',');
        return chunkedLast
                ? new Malformed(unknownCoding, "a Transfer-Encoding other than chunked")
                : new Malformed("a Transfer-Encoding whose last coding is not chunked");
    }

    private static long contentLength(Fields fields, long absent) throws Malformed {
        int index = fields.find(KnownField.CONTENT_LENGTH);
        if (index < 0) {
            return absent;
        }
        if (fields.find(KnownField.CONTENT_LENGTH, index + 1) >= 0) {
            throw new Malformed("several Content-Length fields");
        }
        long length = Ascii.decimal(fields.bytes(), fields.valueStart(index), fields.valueEnd(index));
        if (length < 0) {
            throw new Malformed("a Content-Length that is not a plain number");
        }
        return length;
    }
}
