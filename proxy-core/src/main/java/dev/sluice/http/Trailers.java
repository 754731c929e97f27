package dev.sluice.http;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which fields may come as trailers, whatever the protocol and the direction (RFC 9110 §6.5.1): not those that frame, route, modify or
 * authenticate a request, describe its content or control the response, nor those that tell of the client. By then they have been
 * decided on; a recipient that merges them into the head would undo that.
 *
 * <p>All others pass: applications have trailers of any name, as gRPC's metadata does. Names are compared in every spelling of
 * {@link FieldNameSet}.
 */
public final class Trailers {
    private static final FieldNameSet FORBIDDEN = FieldNameSet.of(
            List.of(
                    // modify a request (RFC 9110 §10.1, §13.1, §14.2)
                    "Cache-Control",
                    "Max-Forwards",
                    "Pragma",
                    "Range",
                    "Origin",
                    "Prefer",
                    "Priority",
                    "Early-Data",
                    "X-HTTP-Method",
                    "X-HTTP-Method-Override",
                    "X-Method-Override",
                    // authenticate
                    "Cookie2",
                    "Set-Cookie2",
                    "WWW-Authenticate",
                    "Proxy",
                    // control a response (RFC 9110 §10.2)
                    "Age",
                    "Allow",
                    "Alt-Svc",
                    "Clear-Site-Data",
                    "Expires",
                    "Refresh",
                    "Vary",
                    "Warning",
                    "X-Sendfile"),
            List.of(
                    "If-",
                    "Accept-",
                    "Access-Control-",
                    "Sec-",
                    "Proxy-",
                    "Transfer-",
                    "Content-",
                    "CDN-",
                    "Surrogate-",
                    "X-Accel-"));

    /** Digests of the content are known at its end only (RFC 9530). */
    private static final FieldNameSet CONTENT_DIGESTS = FieldNameSet.of(List.of("Content-MD5", "Content-Digest"));

    private Trailers() {}

    /**
     * Removes the fields that may not be trailers, and those that a route's rules set or remove in heads.
     *
     * @param ruled the names that the route has rules for
     * @return the same trailers, or null if none are left
     */
    public static @Nullable Fields clean(Fields trailers, FieldNameSet ruled) {
        boolean any = false;
        for (int i = 0; i < trailers.size(); i++) {
            if (!trailers.isLive(i)) {
                continue;
            }
            if (isForbidden(trailers, i) || ruled.has(trailers, i)) {
                trailers.remove(i);
            } else {
                any = true;
            }
        }
        return any ? trailers : null;
    }

    private static boolean isForbidden(Fields trailers, int index) {
        byte[] bytes = trailers.bytes();
        int from = trailers.nameStart(index);
        int to = trailers.nameEnd(index);
        // what Sluice itself looks at in heads, one and all: framing, routing, authentication, forwarding
        return KnownField.imitated(bytes, from, to) != KnownField.OTHER
                || ClientClaims.has(bytes, from, to)
                || (FORBIDDEN.has(bytes, from, to) && !CONTENT_DIGESTS.has(bytes, from, to));
    }
}
