package dev.sluice.tls;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The two PEM files of a certificate: the chain and its private key. */
record KeyPairFiles(Path cert, Path key) {

    /** Reads both and makes sure that they fit and are for some host; puts the chain in order. Blocks. */
    CertifiedKey load() throws PemException {
        CertifiedKey certified = loadAuthority();
        if (certified.names().all().isEmpty()) {
            throw new PemException(
                    cert,
                    "is valid for no host: expected names in its subjectAltName, browsers ignore the common name");
        }
        return certified;
    }

    /** As {@link #load}, for a certificate that need not be for any host. */
    CertifiedKey loadAuthority() throws PemException {
        List<X509Certificate> certificates = Pem.certificates(cert);
        PrivateKey privateKey = Pem.privateKey(key);
        checkKind(privateKey);
        for (X509Certificate candidate : certificates) {
            if (KeyMatch.of(candidate, privateKey)) {
                return CertifiedKey.of(chain(candidate, certificates), privateKey, cert.toString());
            }
        }
        throw new PemException("the private key in " + key + " does not belong to the certificate in " + cert
                + "; expected the key that the certificate was made for");
    }

    private void checkKind(PrivateKey privateKey) throws PemException {
        String kind = privateKey.getAlgorithm();
        if (!kind.equals("RSA") && !kind.equals("EC")) {
            throw new PemException(key, "holds a private key of kind " + kind + "; expected RSA or ECDSA");
        }
    }

    /** The certificate, then each one's issuer, whatever the order in the file; what does not belong is left out. */
    private static List<X509Certificate> chain(X509Certificate leaf, List<X509Certificate> certificates) {
        List<X509Certificate> rest = new ArrayList<>(certificates);
        List<X509Certificate> chain = new ArrayList<>();
        X509Certificate next = leaf;
        while (next != null) {
            chain.add(next);
            rest.remove(next);
            next = issuer(next, rest);
        }
        return chain;
    }

    private static @Nullable X509Certificate issuer(X509Certificate of, List<X509Certificate> candidates) {
        if (of.getSubjectX500Principal().equals(of.getIssuerX500Principal())) {
            return null;
        }
        for (X509Certificate candidate : candidates) {
            if (candidate.getSubjectX500Principal().equals(of.getIssuerX500Principal()) && signed(candidate, of)) {
                return candidate;
            }
        }
        return null;
    }

    /** Two CAs may have the same name. */
    private static boolean signed(X509Certificate issuer, X509Certificate certificate) {
        try {
            certificate.verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException _) {
            return false;
        }
    }
}
