package dev.sluice.http;

import java.nio.charset.StandardCharsets;

/**
 * Tells the backend of the client: {@code X-Forwarded-For}, {@code -Proto}, {@code -Host}, {@code -Port}, {@code X-Real-IP} and
 * {@code Forwarded} (RFC 7239).
 *
 * <p>From {@code trusted-proxies} what is there is kept and appended to. From anybody else every field is removed by which
 * applications are told of the client: the six, and those of {@link ClientClaims}.
 *
 * <p>Always removed: {@code Proxy}, which CGI programs take for {@code HTTP_PROXY} ("httpoxy"), and other spellings of all these and of
 * {@link KnownField}s ({@code X_Real_IP}), which CGI and WSGI programs cannot tell from the real ones: proxies pass them on as their
 * clients have sent them.
 */
public final class ForwardingHeaders {
    private static final byte[] PROXY = ascii("proxy");
    private static final byte[] HTTPS = ascii("https");
    private static final byte[] COMMA = ascii(", ");

    private ForwardingHeaders() {}

    /**
     * Replaces or extends the forwarding fields of a request. Before a route's own header rules, after {@link HopByHop}.
     *
     * @param head a request whose target was parsed
     * @param target what it is for
     * @param prefix of the connection that it came over
     */
    public static void apply(RequestHead head, RequestTarget target, ForwardingPrefix prefix) {
        Fields fields = head.fields();
        removeImpostors(fields, prefix.trusted());
        if (prefix.trusted()) {
            extend(fields, target, prefix);
        } else {
            prefix.addTo(fields, target.authorityStart(), target.authorityEnd());
        }
    }

    /** Whether the client's own connection is encrypted: this one, or the one that a trusted proxy tells of. */
    public static boolean secure(RequestHead head, ClientFacts client) {
        return client.secure() || (client.trusted() && saysHttps(head.fields()));
    }

    private static boolean saysHttps(Fields fields) {
        int index = fields.find(KnownField.X_FORWARDED_PROTO);
        if (index < 0) {
            return false;
        }
        int from = fields.valueStart(index);
        int to = from + HTTPS.length;
        // The first of a list is the scheme that the client itself has used.
        return to <= fields.valueEnd(index)
                && Ascii.equalsLower(fields.bytes(), from, to, HTTPS)
                && (to == fields.valueEnd(index) || !FieldRules.isToken(fields.bytes()[to]));
    }

    private static void removeImpostors(Fields fields, boolean trusted) {
        for (int i = 0; i < fields.size(); i++) {
            if (fields.isLive(i) && isImpostor(fields, i, trusted)) {
                fields.remove(i);
            }
        }
    }

    private static boolean isImpostor(Fields fields, int index, boolean trusted) {
        switch (fields.known(index)) {
            case OTHER -> {}
            case X_FORWARDED_FOR, X_FORWARDED_HOST, X_FORWARDED_PORT, X_FORWARDED_PROTO, X_REAL_IP, FORWARDED -> {
                return !trusted;
            }
            default -> {
                return false;
            }
        }
        byte[] bytes = fields.bytes();
        int from = fields.nameStart(index);
        int to = fields.nameEnd(index);
        return KnownField.imitated(bytes, from, to) != KnownField.OTHER
                || (ClientClaims.has(bytes, from, to) && (!trusted || isOddlySpelled(bytes, from, to)))
                || Ascii.equalsLower(bytes, from, to, PROXY);
    }

    private static boolean isOddlySpelled(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] != '-' && !Ascii.isLetterOrDigit(Ascii.lower(bytes[i]))) {
                return true;
            }
        }
        return false;
    }

    private static void extend(Fields fields, RequestTarget target, ForwardingPrefix prefix) {
        int from = target.authorityStart();
        int to = target.authorityEnd();
        if (fields.find(KnownField.X_FORWARDED_FOR) >= 0) {
            // a proxy that writes the list may have passed this on as its client sent it
            fields.remove(KnownField.X_REAL_IP);
        }
        if (fields.find(KnownField.X_REAL_IP) < 0) {
            addRealIp(fields, prefix.address());
        }
        int known = startList(fields, KnownField.X_FORWARDED_FOR);
        fields.store(prefix.address(), 0, prefix.address().length);
        fields.end(KnownField.X_FORWARDED_FOR, known);
        int elements = startList(fields, KnownField.FORWARDED);
        prefix.storeElement(fields, from, to);
        fields.end(KnownField.FORWARDED, elements);
        addWhereMissing(fields, KnownField.X_FORWARDED_PROTO, prefix.proto());
        if (fields.find(KnownField.X_FORWARDED_PORT) < 0) {
            prefix.addPort(fields, from, to, saysHttps(fields));
        }
        if (fields.find(KnownField.X_FORWARDED_HOST) < 0 && from < to) {
            fields.add(KnownField.X_FORWARDED_HOST, fields.bytes(), from, to);
        }
    }

    // The last address of the list is the one that the trusted proxy saw itself; those before it anybody may have
    // written.
    private static void addRealIp(Fields fields, byte[] address) {
        int last = lastOf(fields, KnownField.X_FORWARDED_FOR);
        if (last < 0) {
            fields.add(KnownField.X_REAL_IP, address);
            return;
        }
        int to = fields.valueEnd(last);
        int from = to;
        while (from > fields.valueStart(last) && fields.bytes()[from - 1] != ',' && fields.bytes()[from - 1] != ' ') {
            from--;
        }
        fields.add(KnownField.X_REAL_IP, fields.bytes(), from, to);
    }

    /** Begins one field that holds what all of this name do, so that one more element can be stored. Returns what {@link Fields#end} wants. */
    // One field, as many applications look at the first or the last of several only.
    private static int startList(Fields fields, KnownField name) {
        int first = fields.find(name);
        int start = fields.begin(name);
        for (int i = first; i >= 0; i = fields.find(name, i + 1)) {
            fields.store(fields.bytes(), fields.valueStart(i), fields.valueEnd(i));
            fields.store(COMMA, 0, COMMA.length);
        }
        fields.remove(name);
        return start;
    }

    private static void addWhereMissing(Fields fields, KnownField name, byte[] value) {
        if (fields.find(name) < 0) {
            fields.add(name, value);
        }
    }

    private static int lastOf(Fields fields, KnownField name) {
        int last = -1;
        for (int i = fields.find(name); i >= 0; i = fields.find(name, i + 1)) {
            last = i;
        }
        return last;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
