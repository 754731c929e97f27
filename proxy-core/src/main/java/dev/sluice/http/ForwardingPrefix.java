package dev.sluice.http;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The forwarding fields of one connection as bytes, made from {@link ClientFacts} once, so that a request costs a copy.
 *
 * <p>The block for the host that was asked for last is kept too. Belongs to the loop of its connection.
 */
public final class ForwardingPrefix {
    private static final KnownField[] NAMES = {
        KnownField.X_FORWARDED_FOR,
        KnownField.X_REAL_IP,
        KnownField.X_FORWARDED_PROTO,
        KnownField.X_FORWARDED_HOST,
        KnownField.X_FORWARDED_PORT,
        KnownField.FORWARDED
    };

    private static final int HTTPS_PORT = 443;
    private static final int HTTP_PORT = 80;

    private final boolean trusted;
    private final int ownPort;
    private final int localPort;
    private final byte[] address;
    private final byte[] proto;
    private final byte[] node;
    private byte[] lastAuthority = {0};
    private byte[] block = new byte[0];
    private final int[] lineEnds = new int[NAMES.length];

    /** Prepares the fields for the requests of one connection. */
    public ForwardingPrefix(ClientFacts facts) {
        String text = AddressText.of(facts.address());
        trusted = facts.trusted();
        ownPort = facts.secure() ? HTTPS_PORT : HTTP_PORT;
        localPort = facts.localPort();
        address = ascii(text);
        proto = ascii(facts.secure() ? "https" : "http");
        // RFC 7239 §6: an IPv6 address stands in brackets, and as these and colons are no token characters, in quotes.
        node = ascii(text.indexOf(':') < 0 ? "for=" + text : "for=\"[" + text + "]\"");
    }

    boolean trusted() {
        return trusted;
    }

    byte[] address() {
        return address;
    }

    byte[] proto() {
        return proto;
    }

    /** Adds all six fields; the host is {@code fields.bytes()[from, to)}, and where that is empty its field is left out. */
    void addTo(Fields fields, int from, int to) {
        prepare(fields.bytes(), from, to);
        int start = fields.store(block, 0, block.length);
        int lineStart = 0;
        for (int i = 0; i < NAMES.length; i++) {
            int lineEnd = lineEnds[i];
            if (lineEnd > lineStart) {
                fields.adopt(NAMES[i], start + lineStart, start + lineEnd - 2);
                lineStart = lineEnd;
            }
        }
    }

    /** The element of {@code Forwarded} for this connection and host. Allocates. */
    byte[] element(byte[] bytes, int from, int to) {
        return ascii(element(new String(bytes, from, to - from, StandardCharsets.ISO_8859_1)));
    }

    /** The port that clients of this host use who have come by the given scheme. Allocates. */
    byte[] port(byte[] bytes, int from, int to, boolean https) {
        String host = new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
        return ascii(port(host, https ? HTTPS_PORT : HTTP_PORT));
    }

    private void prepare(byte[] bytes, int from, int to) {
        if (Arrays.equals(lastAuthority, 0, lastAuthority.length, bytes, from, to)) {
            return;
        }
        lastAuthority = Arrays.copyOfRange(bytes, from, to);
        String host = new String(lastAuthority, StandardCharsets.ISO_8859_1);
        String own = new String(address, StandardCharsets.ISO_8859_1);
        String scheme = new String(proto, StandardCharsets.ISO_8859_1);
        String[] values = {own, own, scheme, host, port(host, ownPort), element(host)};
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < NAMES.length; i++) {
            if (!values[i].isEmpty()) {
                String name = new String(NAMES[i].spelling(), StandardCharsets.ISO_8859_1);
                lines.append(name).append(": ").append(values[i]).append("\r\n");
            }
            lineEnds[i] = lines.length();
        }
        block = lines.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private String element(String host) {
        String quoted = host.isEmpty() ? "" : ";host=\"" + host + "\"";
        return new String(node, StandardCharsets.ISO_8859_1)
                + quoted
                + ";proto="
                + new String(proto, StandardCharsets.ISO_8859_1);
    }

    // A container does not know which of the machine's ports leads to it; the Host that the client has used does.
    private String port(String host, int schemePort) {
        if (host.isEmpty()) {
            return Integer.toString(localPort);
        }
        int colon = host.lastIndexOf(':');
        boolean given = colon > host.lastIndexOf(']') && colon + 1 < host.length();
        return given ? host.substring(colon + 1) : Integer.toString(schemePort);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
