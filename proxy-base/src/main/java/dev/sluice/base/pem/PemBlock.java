package dev.sluice.base.pem;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What stands between one {@code -----BEGIN} and its {@code -----END}. */
public final class PemBlock {
    private static final String PKCS8 = "PRIVATE KEY";
    private static final String PKCS1 = "RSA PRIVATE KEY";
    private static final String SEC1 = "EC PRIVATE KEY";
    private static final List<String> KINDS = List.of("RSA", "EC", "EdDSA");

    private final int line;
    private final String label;
    private final boolean encrypted;
    private final byte[] content;

    PemBlock(int line, String label, boolean encrypted, byte[] content) {
        this.line = line;
        this.label = label;
        this.encrypted = encrypted || label.equals("ENCRYPTED " + PKCS8);
        this.content = content;
    }

    /** What the block says that it holds, such as {@code CERTIFICATE}. */
    public String label() {
        return label;
    }

    /** A copy of the bytes. */
    public byte[] content() {
        return content.clone();
    }

    /** Whether it holds a certificate. */
    public boolean isCertificate() {
        return label.equals("CERTIFICATE") || label.equals("X509 CERTIFICATE");
    }

    /** Whether it holds a private key: PKCS #8, PKCS #1 (RSA) or SEC 1 (EC), encrypted or not. */
    public boolean isPrivateKey() {
        return label.equals(PKCS8) || label.equals(PKCS1) || label.equals(SEC1) || encrypted;
    }

    /** Whether what it holds cannot be read without a passphrase. */
    public boolean isEncrypted() {
        return encrypted;
    }

    /** The certificate that it holds. */
    public X509Certificate certificate() throws PemFormatException {
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            return (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(content));
        } catch (CertificateException _) {
            throw new PemFormatException(line, "the certificate that begins there cannot be decoded");
        }
    }

    /** The private key that it holds, if it is not encrypted. */
    public PrivateKey privateKey() throws GeneralSecurityException {
        byte[] pkcs8 = switch (label) {
            case PKCS1 -> Der.pkcs8OfRsa(content);
            case SEC1 -> Der.pkcs8OfEc(content);
            default -> content;
        };
        for (String kind : KINDS) {
            PrivateKey key = decoded(kind, pkcs8);
            if (key != null) {
                return key;
            }
        }
        throw new PemFormatException(
                line,
                "the private key that begins there cannot be decoded, or is of a kind that cannot be used; expected RSA"
                        + " or ECDSA");
    }

    private static @Nullable PrivateKey decoded(String kind, byte[] pkcs8) throws NoSuchAlgorithmException {
        try {
            return KeyFactory.getInstance(kind).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        } catch (InvalidKeySpecException _) {
            return null;
        }
    }

    /** Leaves the content out, as it may be a key. */
    @Override
    public String toString() {
        return label + " in line " + line;
    }
}
