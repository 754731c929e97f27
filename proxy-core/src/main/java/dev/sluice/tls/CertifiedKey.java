package dev.sluice.tls;

import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/**
 * A private key and the certificate for it.
 *
 * @param chain the certificate, then its issuers in order; at least one
 * @param names what the certificate is valid for
 * @param source where it came from, for people: {@code local CA}, or the file
 */
record CertifiedKey(List<X509Certificate> chain, PrivateKey key, CertificateNames names, String source) {

    CertifiedKey {
        chain = List.copyOf(chain);
    }

    static CertifiedKey of(List<X509Certificate> chain, PrivateKey key, String source) {
        return new CertifiedKey(chain, key, CertificateNames.of(chain.getFirst()), source);
    }

    Instant notAfter() {
        return chain.getFirst().getNotAfter().toInstant();
    }

    /** Changes whenever the certificate or its chain does. */
    String fingerprint() {
        return fingerprint(chain);
    }

    static String fingerprint(List<X509Certificate> certificates) {
        Fingerprint print = new Fingerprint();
        for (X509Certificate certificate : certificates) {
            try {
                print.add(certificate.getEncoded());
            } catch (CertificateEncodingException e) {
                throw new IllegalStateException("a certificate that was decoded cannot be encoded", e);
            }
        }
        return print.toString();
    }

    /** Leaves the key out. */
    @Override
    public String toString() {
        return "CertifiedKey[" + names + ", " + source + "]";
    }
}
