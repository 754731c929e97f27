package dev.sluice.http;

import java.nio.charset.StandardCharsets;

/** Request methods that matter to Sluice (RFC 9110 §9); any other valid token is {@link #OTHER} and passed on as it is. */
@SuppressWarnings("ImmutableEnumChecker") // the arrays are never changed after construction
public enum Method {
    GET(true),
    HEAD(true),
    POST(false),
    PUT(true),
    DELETE(true),
    OPTIONS(true),
    TRACE(true),
    CONNECT(false),
    PATCH(false),
    OTHER(false);

    private static final Method[] ALL = values();

    private final boolean idempotent;
    private final byte[] token;

    Method(boolean idempotent) {
        this.idempotent = idempotent;
        this.token = name().getBytes(StandardCharsets.US_ASCII);
    }

    /** Whether repeating such a request has the effect of sending it once (RFC 9110 §9.2.2). */
    public boolean idempotent() {
        return idempotent;
    }

    /** The method whose token is {@code bytes[from, to)}; methods are case-sensitive (RFC 9110 §9.1). */
    public static Method of(byte[] bytes, int from, int to) {
        for (Method method : ALL) {
            if (method != OTHER && java.util.Arrays.equals(method.token, 0, method.token.length, bytes, from, to)) {
                return method;
            }
        }
        return OTHER;
    }
}
