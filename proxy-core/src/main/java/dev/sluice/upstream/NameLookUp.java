package dev.sluice.upstream;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/**
 * One question for the addresses of a name, to {@code /etc/hosts} and then to the system's resolver.
 *
 * <p>A name is asked as it is written: {@code search} and {@code ndots} of {@code /etc/resolv.conf} have no say. With them, the name
 * of a container that is away would be looked for in the domain of the host, where a wildcard record would answer with the address
 * of the edge itself.
 */
public final class NameLookUp {
    private NameLookUp() {}

    /**
     * All addresses, IPv4 and IPv6, in no certain order; an address is its own. Blocks for as long as the system's resolver takes: in
     * Docker up to 25 seconds for an unknown name where the host has no DNS.
     *
     * @throws UnknownHostException where there is none, or nobody knows
     */
    public static List<InetAddress> addresses(String host) throws UnknownHostException {
        byte[] literal = NetUtil.createByteArrayFromIpAddressString(host);
        if (literal != null) {
            return List.of(InetAddress.getByAddress(literal));
        }
        List<InetAddress> listed = HostsFile.SYSTEM.addresses(host);
        // the dot at the end makes a name complete (RFC 1034 section 3.1), so that nothing is appended to it
        return listed.isEmpty()
                ? Arrays.asList(InetAddress.getAllByName(host.endsWith(".") ? host : host + "."))
                : listed;
    }

    /** What to say of a name that has no address: a short name, or any in a container, is most likely that of another container. */
    public static String unknown(String host) {
        return "`" + host + "` does not resolve here: " + question(host);
    }

    private static String question(String host) {
        if (Container.isAround()) {
            return "are both on one network?";
        }
        return host.indexOf('.') < 0
                ? "are both on one network? (names are asked as written: another machine's needs its domain)"
                : "is it written right?";
    }

    /** Whether it was an answer, not the want of one: there is no such name, or it has no address (getaddrinfo's own words). */
    static boolean denies(UnknownHostException failure) {
        String message = String.valueOf(failure.getMessage());
        return message.contains("Name or service not known") || message.contains("No address associated");
    }
}
