package dev.sluice.http;

/**
 * Method, target and fields of a request, in whatever protocol it came.
 *
 * <p>Method and target are ranges of the fields' array. Reused by {@link #clear()}; belongs to the loop of its exchange.
 */
public final class RequestHead {
    /** {@link #contentLength()} of a request without a body. */
    public static final long NO_BODY = -2;

    /** {@link #contentLength()} of a body whose end is told by its framing only. */
    public static final long UNTIL_END = -1;

    private final Fields fields = new Fields();
    private Method method = Method.OTHER;
    private int methodStart;
    private int methodEnd;
    private int targetStart;
    private int targetEnd;
    private int receivedStart;
    private int receivedEnd;
    private int majorVersion = 1;
    private int minorVersion = 1;
    private long contentLength = NO_BODY;

    /** Forgets everything. */
    public void clear() {
        fields.clear();
        method = Method.OTHER;
        methodStart = 0;
        methodEnd = 0;
        targetStart = 0;
        targetEnd = 0;
        receivedStart = 0;
        receivedEnd = 0;
        majorVersion = 1;
        minorVersion = 1;
        contentLength = NO_BODY;
    }

    /** The fields. */
    public Fields fields() {
        return fields;
    }

    /** Sets the method to a range of the fields' array. */
    public void method(int from, int to) {
        methodStart = from;
        methodEnd = to;
        method = Method.of(fields.bytes(), from, to);
    }

    /** The method. */
    public Method method() {
        return method;
    }

    /** Where the method's token starts in the fields' array. */
    public int methodStart() {
        return methodStart;
    }

    /** Where the method's token ends in the fields' array, exclusive. */
    public int methodEnd() {
        return methodEnd;
    }

    /** Sets the request target to a range of the fields' array. */
    public void target(int from, int to) {
        targetStart = from;
        targetEnd = to;
        if (receivedEnd == 0) {
            receivedStart = from;
            receivedEnd = to;
        }
    }

    /** Sets another spelling of the target as it was received, a range of the fields' array. */
    void respelled(int from, int to) {
        receivedStart = from;
        receivedEnd = to;
        target(from, to);
    }

    /** Where the target as it was received, though percent-encoded, starts in the fields' array: what the first call of {@link #target} has said. */
    public int receivedTargetStart() {
        return receivedStart;
    }

    /** Where the target as it was received ends in the fields' array, exclusive. */
    public int receivedTargetEnd() {
        return receivedEnd;
    }

    /** Where the request target (RFC 9112 §3.2) starts in the fields' array. */
    public int targetStart() {
        return targetStart;
    }

    /** Where the request target ends in the fields' array, exclusive. */
    public int targetEnd() {
        return targetEnd;
    }

    /** Sets the major version of HTTP that the request came in: 1 or 2. */
    public void majorVersion(int major) {
        majorVersion = major;
    }

    /** The major version of HTTP that the request came in: 1 or 2. */
    public int majorVersion() {
        return majorVersion;
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

    /** The method as a string. Allocates for unusual methods: for logs and rare paths. */
    public String methodText() {
        return method == Method.OTHER ? fields.text(methodStart, methodEnd) : method.name();
    }

    /** The target as a string. Allocates: for logs and rare paths. */
    public String targetText() {
        return fields.text(targetStart, targetEnd);
    }
}
