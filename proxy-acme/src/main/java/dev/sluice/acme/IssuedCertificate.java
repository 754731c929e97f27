package dev.sluice.acme;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;

/**
 * A certificate that is to be served.
 *
 * @param names the configuration's names that it is to be served for, wildcards as {@code *.example.com}
 * @param chain the certificate, then its issuers; at least one
 * @param key the certificate's private key
 */
public record IssuedCertificate(Set<String> names, List<X509Certificate> chain, PrivateKey key) {
    /** Copies the collections. */
    public IssuedCertificate {
        names = Set.copyOf(names);
        chain = List.copyOf(chain);
    }

    /** Leaves the key out. */
    @Override
    public String toString() {
        return "IssuedCertificate[" + names + "]";
    }
}
