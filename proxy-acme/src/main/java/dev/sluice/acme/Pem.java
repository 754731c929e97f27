package dev.sluice.acme;

import dev.sluice.base.pem.PemBlock;
import dev.sluice.base.pem.PemReader;
import dev.sluice.config.AcmeConfig.KeyKind;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.BiPredicate;

/** Keys and certificates as text (RFC 7468). */
final class Pem {
    /** Far above any chain or bundle. */
    static final int MAX_SIZE = 4 << 20;

    private static final Base64.Encoder BASE64 = Base64.getMimeEncoder(64, new byte[] {'\n'});
    private static final String CERTIFICATE = "CERTIFICATE";
    private static final String PRIVATE_KEY = "PRIVATE KEY";
    private static final String PUBLIC_KEY = "PUBLIC KEY";
    private static final byte[] PROBE = "do key and certificate belong together?".getBytes(StandardCharsets.US_ASCII);

    private Pem() {}

    static KeyPair generate(KeyKind kind) {
        try {
            return switch (kind) {
                case P256 -> elliptic("secp256r1");
                case P384 -> elliptic("secp384r1");
                case RSA2048 -> {
                    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
                    generator.initialize(2048);
                    yield generator.generateKeyPair();
                }
            };
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime cannot make a key of the kind " + kind, e);
        }
    }

    private static KeyPair elliptic(String curve) throws NoSuchAlgorithmException, InvalidAlgorithmParameterException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(curve));
        return generator.generateKeyPair();
    }

    static String write(KeyPair pair) {
        return block(PRIVATE_KEY, pair.getPrivate().getEncoded())
                + block(PUBLIC_KEY, pair.getPublic().getEncoded());
    }

    static String write(PrivateKey key) {
        return block(PRIVATE_KEY, key.getEncoded());
    }

    static String write(List<X509Certificate> chain) {
        StringBuilder text = new StringBuilder();
        for (X509Certificate certificate : chain) {
            try {
                text.append(block(CERTIFICATE, certificate.getEncoded()));
            } catch (CertificateEncodingException e) {
                throw new IllegalStateException("a certificate that was decoded cannot be encoded", e);
            }
        }
        return text.toString();
    }

    private static String block(String kind, byte[] bytes) {
        return "-----BEGIN " + kind + "-----\n" + BASE64.encodeToString(bytes) + "\n-----END " + kind + "-----\n";
    }

    /** The pair that {@link #write(KeyPair)} has written. */
    static KeyPair keyPair(String text) throws GeneralSecurityException {
        PublicKey open = publicKey(only(text, PUBLIC_KEY).content());
        PrivateKey secret = only(text, PRIVATE_KEY).privateKey();
        if (!belongTogether(open, secret)) {
            throw new GeneralSecurityException("the two keys do not belong together");
        }
        return new KeyPair(open, secret);
    }

    private static PublicKey publicKey(byte[] bytes) throws GeneralSecurityException {
        X509EncodedKeySpec spec = new X509EncodedKeySpec(bytes);
        try {
            return KeyFactory.getInstance("EC").generatePublic(spec);
        } catch (GeneralSecurityException e) {
            return KeyFactory.getInstance("RSA").generatePublic(spec);
        }
    }

    /** The private key for a certificate: the only one in the text, PKCS #8 or what OpenSSL wrote before. */
    static PrivateKey privateKeyFor(
            X509Certificate certificate, String text, BiPredicate<X509Certificate, PrivateKey> belongs)
            throws GeneralSecurityException {
        List<PemBlock> keys =
                PemReader.read(text).stream().filter(PemBlock::isPrivateKey).toList();
        if (keys.isEmpty()) {
            throw new GeneralSecurityException("no private key that can be read");
        }
        if (keys.stream().anyMatch(PemBlock::isEncrypted)) {
            throw new GeneralSecurityException("the private key is encrypted");
        }
        PrivateKey key = only(keys, PRIVATE_KEY).privateKey();
        if (!belongs.test(certificate, key)) {
            throw new GeneralSecurityException("the private key is not the certificate's");
        }
        return key;
    }

    /** Whether a key is the certificate's, by a signature. */
    static boolean belongTogether(X509Certificate certificate, PrivateKey key) {
        try {
            return belongTogether(certificate.getPublicKey(), key);
        } catch (GeneralSecurityException _) {
            return false; // keys of different kinds say so by an exception
        }
    }

    private static boolean belongTogether(PublicKey open, PrivateKey secret) throws GeneralSecurityException {
        Signature signature =
                Signature.getInstance(open.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA");
        signature.initSign(secret);
        signature.update(PROBE);
        byte[] signed = signature.sign();
        signature.initVerify(open);
        signature.update(PROBE);
        return signature.verify(signed);
    }

    /** All certificates in the text, in its order; at least one. */
    static List<X509Certificate> chain(String text) throws GeneralSecurityException {
        List<X509Certificate> chain = new ArrayList<>();
        for (PemBlock block : PemReader.read(text)) {
            if (block.isCertificate()) {
                chain.add(block.certificate());
            }
        }
        if (chain.isEmpty()) {
            throw new GeneralSecurityException("no certificate in it");
        }
        return chain;
    }

    private static PemBlock only(String text, String kind) throws GeneralSecurityException {
        return only(
                PemReader.read(text).stream()
                        .filter(block -> block.label().equals(kind))
                        .toList(),
                kind);
    }

    private static PemBlock only(List<PemBlock> found, String kind) throws GeneralSecurityException {
        if (found.size() != 1) {
            throw new GeneralSecurityException("there should be one " + kind + " in it, not " + found.size());
        }
        return found.getFirst();
    }
}
