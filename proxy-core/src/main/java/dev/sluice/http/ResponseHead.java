package dev.sluice.http;

import java.nio.charset.StandardCharsets;

/**
 * Status, reason and fields of a response, in whatever protocol it came.
 *
 * <p>The reason is a range of the fields' array. Reused by {@link #clear()}; belongs to the loop of its exchange.
 */
public final class ResponseHead {
    /** {@link #contentLength()} of a response without a body. */
    public static final long NO_BODY = -2;

    /** {@link #contentLength()} of a body whose end is told by its framing only. */
    public static final long UNTIL_END = -1;

    private final Fields fields = new Fields();
    private int status;
    private int reasonStart;
    private int reasonEnd;
    private int minorVersion = 1;
    private long contentLength = NO_BODY;

    /** Forgets everything. */
    public void clear() {
        fields.clear();
        status = 0;
        reasonStart = 0;
        reasonEnd = 0;
        minorVersion = 1;
        contentLength = NO_BODY;
    }

    /** The fields. */
    public Fields fields() {
        return fields;
    }

    /** Sets the status code and the reason, a range of the fields' array. */
    public void status(int code, int from, int to) {
        status = code;
        reasonStart = from;
        reasonEnd = to;
    }

    /** Sets the status code and the reason. */
    public void status(int code, String reason) {
        byte[] bytes = reason.getBytes(StandardCharsets.US_ASCII);
        int start = fields.store(bytes, 0, bytes.length);
        status(code, start, start + bytes.length);
    }

    /** The status code, 100 to 599. */
    public int status() {
        return status;
    }

    /** Where the reason phrase starts in the fields' array. */
    public int reasonStart() {
        return reasonStart;
    }

    /** Where the reason phrase ends in the fields' array, exclusive. */
    public int reasonEnd() {
        return reasonEnd;
    }

    /** Sets the minor version of HTTP/1: 0 or 1. */
    public void minorVersion(int minor) {
        minorVersion = minor;
    }

    /** The minor version of HTTP/1: 0 or 1; 1 for later protocols. */
    public int minorVersion() {
        return minorVersion;
    }

    /** Sets the body's length in bytes, {@link #NO_BODY} or {@link #UNTIL_END}. */
    public void contentLength(long length) {
        contentLength = length;
    }

    /** The body's length in bytes, {@link #NO_BODY} or {@link #UNTIL_END}. */
    public long contentLength() {
        return contentLength;
    }

    /** Whether this is an interim response (RFC 9110 §15.2) that a final one follows: 1xx but not 101. */
    public boolean interim() {
        return status < 200 && status != 101;
    }
}
