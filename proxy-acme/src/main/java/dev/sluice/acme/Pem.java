package dev.sluice.acme;

import dev.sluice.config.AcmeConfig.KeyKind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
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
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.BiPredicate;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/** Keys and certificates as text (RFC 7468). */
final class Pem {
    /** Far above any chain or bundle. */
    static final int MAX_SIZE = 4 << 20;

    private static final String BEGIN = "-----BEGIN ";
    private static final String DASHES = "-----";
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
        PublicKey open = publicKey(only(text, PUBLIC_KEY));
        PrivateKey secret = privateKey(only(text, PRIVATE_KEY), open.getAlgorithm());
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

    private static PrivateKey privateKey(byte[] bytes, String algorithm) throws GeneralSecurityException {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(bytes));
    }

    /** The private key for a certificate: PKCS #8, or what OpenSSL wrote before. */
    static PrivateKey privateKeyFor(
            X509Certificate certificate, String text, BiPredicate<X509Certificate, PrivateKey> belongs)
            throws GeneralSecurityException {
        String algorithm = certificate.getPublicKey().getAlgorithm();
        PrivateKey key;
        if (text.contains("-----BEGIN " + PRIVATE_KEY + "-----")) {
            key = privateKey(only(text, PRIVATE_KEY), algorithm);
        } else {
            key = traditional(text);
        }
        if (!belongs.test(certificate, key)) {
            throw new GeneralSecurityException("the private key is not the certificate's");
        }
        return key;
    }

    private static PrivateKey traditional(String text) throws GeneralSecurityException {
        try (PEMParser parser = new PEMParser(new java.io.StringReader(text))) {
            for (Object found = parser.readObject(); found != null; found = parser.readObject()) {
                if (found instanceof PEMKeyPair pair) {
                    return new JcaPEMKeyConverter().getKeyPair(pair).getPrivate();
                }
            }
            throw new GeneralSecurityException("no private key that can be read");
        } catch (IOException e) {
            throw new GeneralSecurityException("no private key that can be read", e);
        }
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
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        List<X509Certificate> chain = new ArrayList<>();
        for (byte[] bytes : blocks(text, CERTIFICATE)) {
            chain.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(bytes)));
        }
        if (chain.isEmpty()) {
            throw new GeneralSecurityException("no certificate in it");
        }
        return chain;
    }

    private static byte[] only(String text, String kind) throws GeneralSecurityException {
        List<byte[]> found = blocks(text, kind);
        if (found.size() != 1) {
            throw new GeneralSecurityException("there should be one " + kind + " in it, not " + found.size());
        }
        return found.getFirst();
    }

    /** In one pass: a text of any kind costs no more than its length. */
    private static List<byte[]> blocks(String text, String kind) throws GeneralSecurityException {
        List<byte[]> blocks = new ArrayList<>();
        String begin = BEGIN + kind + DASHES;
        String end = "-----END " + kind + DASHES;
        for (int at = text.indexOf(BEGIN); at >= 0; at = text.indexOf(BEGIN, at + 1)) {
            int next = text.indexOf(BEGIN, at + 1);
            String part = text.substring(at, next < 0 ? text.length() : next);
            int to = part.startsWith(begin) ? part.indexOf(end) : -1;
            if (to >= 0) {
                blocks.add(decoded(part.substring(begin.length(), to)));
            }
        }
        return blocks;
    }

    private static byte[] decoded(String base64) throws GeneralSecurityException {
        try {
            return Base64.getDecoder().decode(base64.replaceAll("\\s", ""));
        } catch (IllegalArgumentException e) {
            throw new GeneralSecurityException("bad base64", e);
        }
    }
}
