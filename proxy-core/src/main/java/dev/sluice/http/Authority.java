package dev.sluice.http;

import io.netty.util.NetUtil;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A {@code uri-host [":" port]} (RFC 9110 §7.2), as in {@code Host} and in absolute targets.
 *
 * <p>Narrower than the grammar: a name has letters, digits, {@code - . _} only, no empty label and at most 253 bytes; what else the
 * grammar allows (percent-encoding, commas, other delimiters) never names a site but has been used to be read in two ways. User
 * information is refused. An IPv6 address is brought into the form of RFC 5952. Reused; belongs to one loop.
 */
final class Authority {
    /** {@link #port()} where none is given. */
    static final int NO_PORT = -1;

    private static final int LONGEST_NAME = 253;
    private static final int LONGEST_ADDRESS = 45;
    /** Room for any address too. */
    private static final int USUAL_NAME = 48;

    private byte[] host = new byte[USUAL_NAME];
    private int length;
    private int port;
    private byte[] lastHost = new byte[0];
    private String lastText = "";

    /** Makes the authority empty. */
    void clear() {
        length = 0;
        port = NO_PORT;
    }

    /** Reads {@code bytes[from, to)}. Returns whether it is valid; where it is not, nothing of it may be used. */
    boolean parse(byte[] bytes, int from, int to) {
        clear();
        if (from == to) {
            return false;
        }
        int room = Math.min(to - from, LONGEST_NAME + 1);
        if (host.length < room) {
            host = new byte[room];
        }
        int hostEnd = bytes[from] == '[' ? address(bytes, from, to) : name(bytes, from, to);
        return hostEnd >= 0 && length > 0 && (hostEnd == to || parsePort(bytes, hostEnd, to));
    }

    /** The array that holds the host in {@code [0, length)}: lower case, without port, brackets and a last dot. */
    byte[] host() {
        return host;
    }

    int length() {
        return length;
    }

    /** The port as given, 1 to 65535, or {@link #NO_PORT}. */
    int port() {
        return port;
    }

    /** The host as a string; the last one is remembered, so that a connection's usual host is made once. */
    String text() {
        if (!Arrays.equals(lastHost, 0, lastHost.length, host, 0, length)) {
            lastHost = Arrays.copyOf(host, length);
            lastText = new String(lastHost, StandardCharsets.US_ASCII);
        }
        return lastText;
    }

    /** Whether both name the same host and, with the scheme's own port where none is given, the same port. */
    boolean sameAs(Authority other, int ownPort) {
        return Arrays.equals(host, 0, length, other.host, 0, other.length)
                && (port == NO_PORT ? ownPort : port) == (other.port == NO_PORT ? ownPort : other.port);
    }

    private int name(byte[] bytes, int from, int to) {
        int i = from;
        byte last = '.';
        while (i < to && bytes[i] != ':') {
            byte b = Ascii.lower(bytes[i]);
            if (!isNameByte(b) || (b == '.' && last == '.') || length > LONGEST_NAME) {
                return -1;
            }
            host[length++] = b;
            last = b;
            i++;
        }
        if (last == '.') {
            length--;
        }
        return length > LONGEST_NAME ? -1 : i;
    }

    private static boolean isNameByte(byte b) {
        return (b >= 'a' && b <= 'z') || (b >= '0' && b <= '9') || b == '-' || b == '.' || b == '_';
    }

    private int address(byte[] bytes, int from, int to) {
        int close = from + 1;
        while (close < to && bytes[close] != ']') {
            close++;
        }
        if (close == to || close - from - 1 > LONGEST_ADDRESS || (close + 1 < to && bytes[close + 1] != ':')) {
            return -1;
        }
        byte[] canonical = canonicalAddress(new String(bytes, from + 1, close - from - 1, StandardCharsets.ISO_8859_1));
        if (canonical == null) {
            return -1;
        }
        System.arraycopy(canonical, 0, host, 0, canonical.length);
        length = canonical.length;
        return close + 1;
    }

    /** The form of RFC 5952 of an IPv6 address without brackets and zone, or null where it is none. */
    static byte @Nullable [] canonicalAddress(String text) {
        if (text.indexOf(':') < 0 || text.indexOf('%') >= 0) {
            return null;
        }
        byte[] address = NetUtil.createByteArrayFromIpAddressString(text);
        if (address == null || address.length != 16) {
            return null;
        }
        return AddressText.of(address).getBytes(StandardCharsets.US_ASCII);
    }

    private boolean parsePort(byte[] bytes, int colon, int to) {
        if (colon + 1 == to) {
            return true;
        }
        long number = to - colon > 6 ? -1 : Ascii.decimal(bytes, colon + 1, to);
        port = (int) number;
        return number >= 1 && number <= 65535;
    }
}
