package dev.sluice.http;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What a request is for: host and path, brought into one form for matching; or why that cannot be told without doubt.
 *
 * <p>Understands origin-form, absolute-form and {@code *} for OPTIONS (RFC 9112 §3.2). Reused; belongs to the loop of its
 * exchange. Everything it answers is valid after {@link #parse} returned null, until the next parse.
 */
public final class RequestTarget {
    /** {@link #port()} where the request names none. */
    public static final int NO_PORT = Authority.NO_PORT;

    private static final byte[] HTTP = "http://".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HTTPS = "https://".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ROOT = {'/'};

    private final Authority authority = new Authority();
    private @Nullable Authority absolute;
    private final CanonicalPath path = new CanonicalPath();
    private Form form = Form.ORIGIN;
    private int authorityStart;
    private int authorityEnd;
    private int rawPathStart;
    private int rawPathEnd;
    private int targetEnd;
    private boolean eightBit;

    private enum Form {
        ORIGIN,
        ABSOLUTE,
        ASTERISK
    }

    /** Why a request is refused; the answer is 400 and the end of the connection. */
    public enum Problem {
        MALFORMED_TARGET("the request target is malformed"),
        DOT_SEGMENTS_OR_ESCAPES("the path has dot segments, invalid escapes or forbidden characters"),
        SCHEME_MISMATCH("the request target's scheme is not that of the connection"),
        MISSING_HOST("the request has no Host field"),
        DUPLICATE_HOST("the request has more than one Host field"),
        INVALID_HOST("the Host field is not a valid host"),
        HOST_MISMATCH("the Host field and the request target name different hosts");

        private final String sentence;

        Problem(String sentence) {
            this.sentence = sentence;
        }

        /** The problem in words for the client. */
        public String sentence() {
            return sentence;
        }
    }

    /**
     * Reads target and {@code Host}. O(length), without allocation for usual requests. Bytes above 127 in the target become
     * percent-encoded: a backend may take some of them for white space, and must get what was matched.
     *
     * @param head whose method is not CONNECT, which others refuse
     * @param secure whether the connection is encrypted
     * @return null, or why the request is to be refused
     */
    public @Nullable Problem parse(RequestHead head, boolean secure) {
        authority.clear();
        authorityStart = 0;
        authorityEnd = 0;
        Problem problem = host(head);
        problem = problem != null ? problem : target(head, secure);
        if (problem == null && eightBit) {
            TargetEncoding.apply(head);
            problem = target(head, secure);
        }
        return problem;
    }

    /** Forgets everything, so that a target nobody uses holds no head and little memory. */
    public void clear() {
        authority.clear();
        path.clear();
    }

    /** How many bytes of heap a long target holds beside the head that it stands in. */
    public int held() {
        return path.held();
    }

    /** The array that holds the host in {@code [0, hostLength())}: lower case, without port, brackets and a last dot. */
    public byte[] hostBytes() {
        return authority.host();
    }

    /** The host's length in bytes; 0 where an HTTP/1.0 request names none. */
    public int hostLength() {
        return authority.length();
    }

    /** The host as a string, for logs. Allocates only where it differs from the last one asked for. */
    public String hostText() {
        return authority.text();
    }

    /** The port that the request names, 1 to 65535, or {@link #NO_PORT}. */
    public int port() {
        return authority.port();
    }

    /** Where host and port, as the client wrote them, start in the array of the head's fields. */
    public int authorityStart() {
        return authorityStart;
    }

    /** Where host and port end, exclusive; equal to the start where the request names none. */
    public int authorityEnd() {
        return authorityEnd;
    }

    /** The array that holds the path for matching (see {@link CanonicalPath}) in {@code [pathStart(), pathEnd())}. */
    public byte[] path() {
        return path.bytes();
    }

    /** Where the path for matching starts: it begins with a slash. */
    public int pathStart() {
        return path.start();
    }

    /** Where the path for matching ends, exclusive. */
    public int pathEnd() {
        return path.end();
    }

    /** Where the path, as it is sent on, starts in the array of the head's fields. Empty after {@code http://host} and for {@code *}. */
    public int rawPathStart() {
        return rawPathStart;
    }

    /** Where the path, as it is sent on, ends; the query with its question mark lies between this and {@link #targetEnd()}. */
    public int rawPathEnd() {
        return rawPathEnd;
    }

    /** Where the target, as it is sent on, ends in the array of the head's fields. */
    public int targetEnd() {
        return targetEnd;
    }

    /** Whether it is the {@code *} of {@code OPTIONS *}, which is matched as {@code /} and sent on as it is. */
    public boolean asterisk() {
        return form == Form.ASTERISK;
    }

    /** Where in the array of the head's fields the part of the path ends that the first {@code length} bytes of {@link #path()} stand for. */
    public int rawEndOf(RequestHead head, int length) {
        return rawPathStart == rawPathEnd
                ? rawPathEnd
                : path.rawEnd(head.fields().bytes(), length);
    }

    /**
     * Turns an absolute-form target into the origin-form that backends get, and gives a request without {@code Host} the one of its
     * target. Other requests stay byte for byte as they are.
     */
    public void toOriginForm(RequestHead head) {
        if (form != Form.ABSOLUTE) {
            return;
        }
        Fields fields = head.fields();
        if (fields.find(KnownField.HOST) < 0) {
            fields.add(KnownField.HOST, fields.bytes(), authorityStart, authorityEnd);
        }
        replacePath(head, ROOT, 0, rawPathStart);
    }

    /**
     * Replaces the front of the path by {@code prefix[0, prefixLength)}, joined to the rest by exactly one slash, so that no backend
     * can take the result's begin for an authority. The query stays as it is.
     *
     * @param prefix empty, or begins with exactly one slash and does not end with one, except that it may be {@code /}
     * @param rest where the part of the path to keep starts in the array of the head's fields
     */
    public void replacePath(RequestHead head, byte[] prefix, int prefixLength, int rest) {
        Fields fields = head.fields();
        int kept = rest;
        while (kept + 1 < rawPathEnd && fields.bytes()[kept] == '/' && fields.bytes()[kept + 1] == '/') {
            kept++;
        }
        boolean slash = kept < rawPathEnd && fields.bytes()[kept] == '/';
        if (prefixLength == 0 && slash) {
            head.target(kept, targetEnd);
            return;
        }
        int start = fields.store(prefix, 0, slash && prefix[prefixLength - 1] == '/' ? prefixLength - 1 : prefixLength);
        if (prefixLength == 0 || (kept < rawPathEnd && !slash)) {
            fields.store(ROOT, 0, 1);
        }
        head.target(start, fields.store(fields.bytes(), kept, targetEnd) + targetEnd - kept);
    }

    private @Nullable Problem host(RequestHead head) {
        Fields fields = head.fields();
        int index = fields.find(KnownField.HOST);
        if (index < 0) {
            return head.minorVersion() == 0 ? null : Problem.MISSING_HOST;
        }
        if (fields.find(KnownField.HOST, index + 1) >= 0) {
            return Problem.DUPLICATE_HOST;
        }
        return named(authority, fields.bytes(), fields.valueStart(index), fields.valueEnd(index));
    }

    private @Nullable Problem named(Authority into, byte[] bytes, int from, int to) {
        authorityStart = from;
        authorityEnd = to;
        return into.parse(bytes, from, to) ? null : Problem.INVALID_HOST;
    }

    private @Nullable Problem target(RequestHead head, boolean secure) {
        byte[] bytes = head.fields().bytes();
        int from = head.targetStart();
        targetEnd = head.targetEnd();
        if (from == targetEnd) {
            return Problem.MALFORMED_TARGET;
        }
        if (bytes[from] == '/') {
            form = Form.ORIGIN;
            return path(bytes, from);
        }
        if (bytes[from] == '*') {
            form = Form.ASTERISK;
            return asterisk(head, from);
        }
        form = Form.ABSOLUTE;
        return absolute(bytes, from, secure);
    }

    private @Nullable Problem asterisk(RequestHead head, int from) {
        rawPathStart = targetEnd;
        rawPathEnd = targetEnd;
        eightBit = false;
        path.set(ROOT);
        return head.method() == Method.OPTIONS && targetEnd == from + 1 ? null : Problem.MALFORMED_TARGET;
    }

    private @Nullable Problem absolute(byte[] bytes, int from, boolean secure) {
        boolean https = starts(bytes, from, HTTPS);
        if (!https && !starts(bytes, from, HTTP)) {
            return Problem.MALFORMED_TARGET;
        }
        if (https != secure) {
            return Problem.SCHEME_MISMATCH;
        }
        int hostStart = from + (https ? HTTPS.length : HTTP.length);
        int hostEnd = hostStart;
        while (hostEnd < targetEnd && bytes[hostEnd] != '/' && bytes[hostEnd] != '?') {
            hostEnd++;
        }
        Problem problem = agreed(bytes, hostStart, hostEnd, https ? 443 : 80);
        return problem != null ? problem : path(bytes, hostEnd);
    }

    private boolean starts(byte[] bytes, int from, byte[] scheme) {
        return from + scheme.length <= targetEnd && Ascii.equalsLower(bytes, from, from + scheme.length, scheme);
    }

    // RFC 9112 §3.2.2 lets the target replace Host; two that differ are somebody's mistake or an attack, so nothing is
    // replaced.
    private @Nullable Problem agreed(byte[] bytes, int from, int to, int ownPort) {
        if (authority.length() == 0) {
            return named(authority, bytes, from, to);
        }
        Authority named = absolute;
        if (named == null) {
            named = new Authority();
            absolute = named;
        }
        if (!named.parse(bytes, from, to)) {
            return Problem.INVALID_HOST;
        }
        return named.sameAs(authority, ownPort) ? null : Problem.HOST_MISMATCH;
    }

    private @Nullable Problem path(byte[] bytes, int from) {
        rawPathStart = from;
        if (from == targetEnd || bytes[from] == '?') {
            rawPathEnd = from;
            path.set(ROOT);
        } else {
            rawPathEnd = path.parse(bytes, from, targetEnd);
            if (rawPathEnd < 0) {
                return Problem.DOT_SEGMENTS_OR_ESCAPES;
            }
        }
        eightBit = path.eightBit();
        return queryIsClean(bytes) ? null : Problem.MALFORMED_TARGET;
    }

    // Escapes in a query are the application's business: "?q=100%" is common and harmless.
    private boolean queryIsClean(byte[] bytes) {
        for (int i = rawPathEnd; i < targetEnd; i++) {
            byte b = bytes[i];
            if (b <= ' ') {
                if (b >= 0) {
                    return false;
                }
                eightBit = true;
            } else if (b == 0x7F || b == '#') {
                return false;
            }
        }
        return true;
    }
}
