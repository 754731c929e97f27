package dev.sluice.http;

import java.nio.charset.StandardCharsets;

/**
 * What the forwarding fields of one connection are made of, as bytes. Small, as every connection holds one while it is idle too.
 *
 * <p>Never changes, so any thread may use it.
 */
public final class ForwardingPrefix {
    private static final byte[] HTTPS = ascii("https");
    private static final byte[] HTTP = ascii("http");
    private static final byte[] HTTPS_PORT = ascii("443");
    private static final byte[] HTTP_PORT = ascii("80");
    private static final byte[] FOR = ascii("for=");
    private static final byte[] FOR_IPV6 = ascii("for=\"[");
    private static final byte[] END_OF_IPV6 = ascii("]\"");
    private static final byte[] HOST = ascii(";host=\"");
    private static final byte[] QUOTE = {'"'};
    private static final byte[] PROTO = ascii(";proto=");

    private final boolean trusted;
    private final boolean secure;
    private final boolean ipv6;
    private final int localPort;
    private final byte[] address;

    /** Prepares the fields for the requests of one connection. */
    public ForwardingPrefix(ClientFacts facts) {
        String text = AddressText.of(facts.address());
        trusted = facts.trusted();
        secure = facts.secure();
        ipv6 = text.indexOf(':') >= 0;
        localPort = facts.localPort();
        address = ascii(text);
    }

    boolean trusted() {
        return trusted;
    }

    byte[] address() {
        return address;
    }

    byte[] proto() {
        return secure ? HTTPS : HTTP;
    }

    /** Adds all six fields; the host is {@code fields.bytes()[from, to)}, and if that is empty its field is left out. */
    void addTo(Fields fields, int from, int to) {
        fields.add(KnownField.X_FORWARDED_FOR, address);
        fields.add(KnownField.X_REAL_IP, address);
        fields.add(KnownField.X_FORWARDED_PROTO, proto());
        if (from < to) {
            fields.add(KnownField.X_FORWARDED_HOST, fields.bytes(), from, to);
        }
        addPort(fields, from, to, secure);
        int start = fields.begin(KnownField.FORWARDED);
        storeElement(fields, from, to);
        fields.end(KnownField.FORWARDED, start);
    }

    /** Adds the port that clients of this host use who have come by the given scheme. */
    // A container does not know which of the machine's ports leads to it; the Host that the client has used does.
    void addPort(Fields fields, int from, int to, boolean https) {
        if (from == to) {
            fields.add(KnownField.X_FORWARDED_PORT, ascii(Integer.toString(localPort)));
            return;
        }
        byte[] bytes = fields.bytes();
        int colon = to - 1;
        while (colon >= from && bytes[colon] >= '0' && bytes[colon] <= '9') {
            colon--;
        }
        if (colon > from && bytes[colon] == ':' && colon + 1 < to) {
            fields.add(KnownField.X_FORWARDED_PORT, bytes, colon + 1, to);
        } else {
            fields.add(KnownField.X_FORWARDED_PORT, https ? HTTPS_PORT : HTTP_PORT);
        }
    }

    /** Stores the element of {@code Forwarded} for this connection and the host {@code fields.bytes()[from, to)}. */
    void storeElement(Fields fields, int from, int to) {
        // RFC 7239 §6: an IPv6 address stands in brackets, and as these and colons are no token characters, in quotes
        store(fields, ipv6 ? FOR_IPV6 : FOR);
        store(fields, address);
        if (ipv6) {
            store(fields, END_OF_IPV6);
        }
        if (from < to) {
            store(fields, HOST);
            fields.store(fields.bytes(), from, to);
            store(fields, QUOTE);
        }
        store(fields, PROTO);
        store(fields, proto());
    }

    private static void store(Fields fields, byte[] bytes) {
        fields.store(bytes, 0, bytes.length);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
