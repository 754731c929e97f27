package dev.sluice.acme;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * A certificate with its key, as one file holds it: pairs cannot come apart.
 *
 * @param authority URL of the directory of the CA that issued it; empty for an imported one
 * @param chain the certificate, then its issuers; at least one
 */
record StoredCertificate(String authority, List<X509Certificate> chain, PrivateKey key) {
    private static final String AUTHORITY = "authority: ";
    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;

    StoredCertificate {
        chain = List.copyOf(chain);
    }

    /**
     * Reads a file's content.
     *
     * @param belongs whether a key is the certificate's
     */
    static StoredCertificate parse(byte[] content, BiPredicate<X509Certificate, PrivateKey> belongs)
            throws GeneralSecurityException {
        String text = new String(content, StandardCharsets.UTF_8);
        if (!text.startsWith(AUTHORITY)) {
            throw new GeneralSecurityException("it does not start with the CA");
        }
        List<X509Certificate> chain = Pem.chain(text);
        PrivateKey key = Pem.privateKeyFor(chain.getFirst(), text, belongs);
        return new StoredCertificate(text.substring(AUTHORITY.length(), text.indexOf('\n')), chain, key);
    }

    byte[] bytes() {
        return (AUTHORITY + authority + "\n" + Pem.write(key) + Pem.write(chain)).getBytes(StandardCharsets.UTF_8);
    }

    X509Certificate leaf() {
        return chain.getFirst();
    }

    Instant notBefore() {
        return leaf().getNotBefore().toInstant();
    }

    Instant notAfter() {
        return leaf().getNotAfter().toInstant();
    }

    boolean covers(String name) {
        Set<String> names = names();
        int dot = name.indexOf('.');
        return names.contains(name) || (!name.startsWith("*.") && dot > 0 && names.contains("*" + name.substring(dot)));
    }

    boolean covers(Collection<String> all) {
        return all.stream().allMatch(this::covers);
    }

    /** What the certificate is valid for: subjectAltName only, lower case. */
    Set<String> names() {
        Set<String> names = new HashSet<>();
        try {
            Collection<List<?>> entries = leaf().getSubjectAlternativeNames();
            for (List<?> entry : entries == null ? List.<List<?>>of() : entries) {
                String name = name(entry);
                if (name != null) {
                    names.add(name);
                }
            }
        } catch (CertificateParsingException _) {
            // a certificate with a name that cannot be read is valid for no name
        }
        return names;
    }

    private static @Nullable String name(List<?> entry) {
        int kind = (Integer) entry.get(0);
        return (kind == DNS_NAME || kind == IP_ADDRESS) && entry.get(1) instanceof String name
                ? name.toLowerCase(Locale.ROOT)
                : null;
    }

    /** Leaves the key out. */
    @Override
    public String toString() {
        return "StoredCertificate[" + names() + ", until " + notAfter() + "]";
    }
}
