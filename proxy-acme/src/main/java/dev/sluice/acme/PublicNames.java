package dev.sluice.acme;

import java.net.InetAddress;
import java.util.Set;

/** Tells the host names that a public CA would sign from those that only a CA of one's own can. */
public final class PublicNames {
    /**
     * Top-level names that never stand in the public DNS: RFC 6761 and 6762, RFC 7686, RFC 8375, RFC 9476, ICANN's decision on
     * "internal", and what home routers and companies use. CAs sign {@code .onion} only after checks that ACME here does not do.
     */
    private static final Set<String> PRIVATE_ENDINGS = Set.of(
            "localhost",
            "local",
            "internal",
            "intranet",
            "private",
            "corp",
            "home",
            "lan",
            "test",
            "example",
            "invalid",
            "onion",
            "alt",
            "localdomain");

    private PublicNames() {}

    /**
     * Whether a public CA would sign this name: a host name of two labels or more that may stand in the public DNS, or an IP address
     * that is reachable from everywhere. Whether the name exists is not asked.
     *
     * @param name lower-case ASCII without a dot at the end; a wildcard ({@code *.example.com}) counts as what follows it; an IP
     *     address without brackets
     */
    public static boolean signable(String name) {
        String host = name.startsWith("*.") ? name.substring(2) : name;
        if (isAddress(host)) {
            return isPublic(InetAddress.ofLiteral(host));
        }
        int dot = host.lastIndexOf('.');
        return dot > 0 && !PRIVATE_ENDINGS.contains(host.substring(dot + 1)) && !endsWith(host, "home.arpa");
    }

    private static boolean endsWith(String host, String zone) {
        return host.equals(zone) || host.endsWith("." + zone);
    }

    static boolean isAddress(String host) {
        return host.indexOf(':') >= 0 || host.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
    }

    private static boolean isPublic(InetAddress address) {
        return !(address.isAnyLocalAddress()
                || address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()
                || isSpecial(address.getAddress()));
    }

    /** What the methods of InetAddress leave out of IANA's registries of special addresses (RFC 6890). */
    private static boolean isSpecial(byte[] bytes) {
        int first = bytes[0] & 0xFF;
        int second = bytes[1] & 0xFF;
        if (bytes.length == 4) {
            int third = bytes[2] & 0xFF;
            return first == 0
                    || (first == 100 && (second & 0xC0) == 64)
                    || (first == 192 && second == 0 && (third == 0 || third == 2))
                    || (first == 198 && (second & 0xFE) == 18)
                    || (first == 198 && second == 51 && third == 100)
                    || (first == 203 && second == 0 && third == 113)
                    || first >= 240;
        }
        boolean unique = (first & 0xFE) == 0xFC;
        boolean global = (first & 0xE0) == 0x20;
        boolean documentation =
                first == 0x20 && second == 0x01 && (bytes[2] & 0xFF) == 0x0D && (bytes[3] & 0xFF) == 0xB8;
        return unique || !global || documentation;
    }
}
