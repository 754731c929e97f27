package dev.sluice.tls;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The names a certificate is valid for (RFC 6125): subjectAltName only, the common name has no say.
 *
 * @param exact host names in lower case, and IP addresses in one spelling
 * @param wildcards what follows {@code *.}
 */
record CertificateNames(Set<String> exact, Set<String> wildcards) {
    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;

    CertificateNames {
        exact = Set.copyOf(exact);
        wildcards = Set.copyOf(wildcards);
    }

    static CertificateNames of(X509Certificate certificate) {
        Set<String> exact = new HashSet<>();
        Set<String> wildcards = new HashSet<>();
        for (String name : alternativeNames(certificate)) {
            if (name.startsWith("*.")) {
                wildcards.add(name.substring(2));
            } else {
                exact.add(name);
            }
        }
        return new CertificateNames(exact, wildcards);
    }

    private static List<String> alternativeNames(X509Certificate certificate) {
        List<String> names = new ArrayList<>();
        try {
            Collection<List<?>> entries = certificate.getSubjectAlternativeNames();
            for (List<?> entry : entries == null ? List.<List<?>>of() : entries) {
                int kind = (Integer) entry.get(0);
                if ((kind == DNS_NAME || kind == IP_ADDRESS) && entry.get(1) instanceof String name) {
                    names.add(canonical(name));
                }
            }
        } catch (CertificateParsingException _) {
            // a certificate with a name that cannot be read is valid for no name
        }
        return names;
    }

    /** One spelling for each host: lower case, no trailing dot, no brackets, IP addresses as the platform writes them. */
    static String canonical(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        if (name.startsWith("[") && name.endsWith("]")) {
            name = name.substring(1, name.length() - 1);
        } else if (name.endsWith(".")) {
            name = name.substring(0, name.length() - 1);
        }
        byte[] address = NetUtil.createByteArrayFromIpAddressString(name);
        return address == null ? name : NetUtil.bytesToIpAddress(address);
    }

    /** The one spelling of an address. */
    static String text(InetAddress address) {
        return NetUtil.bytesToIpAddress(address.getAddress());
    }

    static boolean isAddress(String host) {
        return NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host);
    }

    /** What follows the first label, or null where there is but one. */
    static @Nullable String parent(String host) {
        int dot = host.indexOf('.');
        return dot <= 0 || dot == host.length() - 1 ? null : host.substring(dot + 1);
    }

    boolean covers(String host) {
        if (exact.contains(host)) {
            return true;
        }
        String parent = parent(host);
        return parent != null && wildcards.contains(parent);
    }

    boolean coversAllBelow(String parent) {
        return wildcards.contains(parent);
    }

    /** All names in order, as certificates write them. */
    List<String> all() {
        List<String> names = new ArrayList<>(exact);
        for (String wildcard : wildcards) {
            names.add("*." + wildcard);
        }
        names.sort(null);
        return names;
    }

    @Override
    public String toString() {
        return String.join(", ", all());
    }
}
