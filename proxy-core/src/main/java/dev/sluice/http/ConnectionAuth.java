package dev.sluice.http;

import java.nio.charset.StandardCharsets;

/**
 * Finds the schemes that authenticate a whole connection instead of a request, against RFC 9110 §11: what comes later on the same
 * connection is answered for whoever has authenticated there (RFC 4559 §6).
 *
 * <p>{@code Proxy-Authenticate} and {@code Proxy-Authorization} are not looked at, because {@link HopByHop} removes both.
 */
public final class ConnectionAuth {
    private static final int UNAUTHORIZED = 401;
    private static final byte[][] SCHEMES = {ascii("ntlm"), ascii("negotiate"), ascii("kerberos"), ascii("credssp")};

    private ConnectionAuth() {}

    /** Whether a request has credentials of such a scheme, so that the connection it is sent on may be its sender's from then on. */
    public static boolean isTriedBy(Fields request) {
        KnownField name = KnownField.AUTHORIZATION;
        for (int i = request.find(name); i >= 0; i = request.find(name, i + 1)) {
            if (hasScheme(request, i)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a response asks for such a scheme, perhaps among others: what follows is a talk of several requests on its connection. */
    public static boolean isWantedBy(ResponseHead response) {
        if (response.status() != UNAUTHORIZED) {
            return false;
        }
        Fields fields = response.fields();
        KnownField name = KnownField.WWW_AUTHENTICATE;
        for (int i = fields.find(name); i >= 0; i = fields.find(name, i + 1)) {
            if (listsScheme(fields, i)) {
                return true;
            }
        }
        return false;
    }

    /** The scheme stands first (RFC 9110 §11.4), so that a long token is not searched. */
    private static boolean hasScheme(Fields fields, int index) {
        byte[] bytes = fields.bytes();
        int from = fields.valueStart(index);
        int end = fields.valueEnd(index);
        for (byte[] scheme : SCHEMES) {
            int to = from + scheme.length;
            if (to <= end
                    && Ascii.equalsLower(bytes, from, to, scheme)
                    && (to == end || !FieldRules.isToken(bytes[to]))) {
                return true;
            }
        }
        return false;
    }

    /** A comma within quotes may make one of a text that is none (RFC 9110 §11.6.1): that costs a connection, the opposite an identity. */
    private static boolean listsScheme(Fields fields, int index) {
        for (byte[] scheme : SCHEMES) {
            if (HopByHop.listHas(fields, index, scheme)) {
                return true;
            }
        }
        return false;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
