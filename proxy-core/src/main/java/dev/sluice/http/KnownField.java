package dev.sluice.http;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The field names that Sluice itself looks at, each with the spelling in which Sluice writes it. */
@SuppressWarnings("ImmutableEnumChecker") // the arrays are never changed after construction
public enum KnownField {
    /** Any other name. */
    OTHER(""),
    ACCEPT("Accept"),
    AUTHORIZATION("Authorization"),
    CDN_LOOP("CDN-Loop"),
    CONNECTION("Connection"),
    CONTENT_LENGTH("Content-Length"),
    CONTENT_TYPE("Content-Type"),
    COOKIE("Cookie"),
    DATE("Date"),
    EXPECT("Expect"),
    FORWARDED("Forwarded"),
    HOST("Host"),
    HTTP2_SETTINGS("HTTP2-Settings"),
    KEEP_ALIVE("Keep-Alive"),
    LOCATION("Location"),
    PROXY_AUTHENTICATE("Proxy-Authenticate"),
    PROXY_AUTHORIZATION("Proxy-Authorization"),
    PROXY_CONNECTION("Proxy-Connection"),
    REFERER("Referer"),
    RETRY_AFTER("Retry-After"),
    SERVER("Server"),
    SET_COOKIE("Set-Cookie"),
    STRICT_TRANSPORT_SECURITY("Strict-Transport-Security"),
    TE("TE"),
    TRAILER("Trailer"),
    TRANSFER_ENCODING("Transfer-Encoding"),
    UPGRADE("Upgrade"),
    USER_AGENT("User-Agent"),
    VIA("Via"),
    WWW_AUTHENTICATE("WWW-Authenticate"),
    X_FORWARDED_FOR("X-Forwarded-For"),
    X_FORWARDED_HOST("X-Forwarded-Host"),
    X_FORWARDED_PORT("X-Forwarded-Port"),
    X_FORWARDED_PROTO("X-Forwarded-Proto"),
    X_REAL_IP("X-Real-IP"),
    X_REQUEST_ID("X-Request-Id");

    private static final KnownField[] ALL = values();
    private static final int LONGEST = 32;
    private static final KnownField[] NONE = {};
    private static final KnownField[][] BY_LENGTH_AND_FIRST = index();

    private final byte[] spelling;
    private final byte[] lower;

    KnownField(String spelling) {
        this.spelling = spelling.getBytes(StandardCharsets.US_ASCII);
        this.lower = spelling.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII);
    }

    /** The name as Sluice writes it, ASCII. Not to be changed. */
    byte[] spelling() {
        return spelling;
    }

    /** The name in lower case, ASCII. Not to be changed. */
    public byte[] lower() {
        return lower;
    }

    /** A small dense number, for flat lists of this process only. */
    @SuppressWarnings("EnumOrdinal") // it never leaves the process, so order does not matter
    public int number() {
        return ordinal();
    }

    /** The field of a {@link #number()}. */
    public static KnownField of(int number) {
        return ALL[number];
    }

    /** The known field with this name, compared without regard to case (RFC 9110 §5.1), or {@link #OTHER}. */
    public static KnownField of(byte[] bytes, int from, int to) {
        for (KnownField candidate : candidates(bytes, from, to)) {
            if (Ascii.equalsLower(bytes, from, to, candidate.lower)) {
                return candidate;
            }
        }
        return OTHER;
    }

    /**
     * The known field that a name becomes for CGI, WSGI and others that make one variable of names that differ in characters other than
     * letters and digits only; or {@link #OTHER}.
     */
    public static KnownField imitated(byte[] bytes, int from, int to) {
        for (KnownField candidate : candidates(bytes, from, to)) {
            if (Ascii.equalsFolded(bytes, from, to, candidate.lower)) {
                return candidate;
            }
        }
        return OTHER;
    }

    /** Whether some backends take the name for one that frames messages, whatever stands in the place of its hyphens. */
    public static boolean imitatesFraming(byte[] bytes, int from, int to) {
        KnownField imitated = imitated(bytes, from, to);
        return imitated == CONTENT_LENGTH || imitated == TRANSFER_ENCODING;
    }

    /** Those of the same length that begin alike. */
    private static KnownField[] candidates(byte[] bytes, int from, int to) {
        int length = to - from;
        return length == 0 || length > LONGEST ? NONE : BY_LENGTH_AND_FIRST[(length << 5) | (bytes[from] & 31)];
    }

    private static KnownField[][] index() {
        KnownField[][] table = new KnownField[(LONGEST + 1) << 5][0];
        for (KnownField field : ALL) {
            if (field == OTHER) {
                continue;
            }
            int slot = (field.lower.length << 5) | (field.lower[0] & 31);
            KnownField[] longer = java.util.Arrays.copyOf(table[slot], table[slot].length + 1);
            longer[longer.length - 1] = field;
            table[slot] = longer;
        }
        return table;
    }
}
