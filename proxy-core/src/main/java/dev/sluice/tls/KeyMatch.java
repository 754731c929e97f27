package dev.sluice.tls;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether a private key belongs to a certificate. An elliptic curve's public key is computed from the private one, by BouncyCastle:
 * the first signature by Java costs a start a twentieth of a second for tables that nothing else on its way needs.
 */
public final class KeyMatch {
    private KeyMatch() {}

    /** Whether they belong together. RSA and ECDSA on named curves; false for all other kinds. Any thread. */
    public static boolean of(X509Certificate certificate, PrivateKey key) {
        String algorithm = certificate.getPublicKey().getAlgorithm();
        if (!algorithm.equals(key.getAlgorithm())) {
            return false;
        }
        return key instanceof ECPrivateKey curved ? isFrom(certificate, curved) : signs(certificate, key);
    }

    private static boolean isFrom(X509Certificate certificate, ECPrivateKey key) {
        SubjectPublicKeyInfo open =
                SubjectPublicKeyInfo.getInstance(certificate.getPublicKey().getEncoded());
        ASN1Encodable curve = open.getAlgorithm().getParameters();
        if (!curve.equals(PrivateKeyInfo.getInstance(key.getEncoded())
                .getPrivateKeyAlgorithm()
                .getParameters())) {
            return false;
        }
        X9ECParameters domain = domain(ASN1ObjectIdentifier.getInstance(curve));
        BigInteger secret = key.getS();
        if (domain == null || secret.signum() <= 0 || secret.compareTo(domain.getN()) >= 0) {
            return false;
        }
        ECPoint point = new FixedPointCombMultiplier().multiply(domain.getG(), secret);
        return Arrays.equals(point.getEncoded(false), open.getPublicKeyData().getOctets());
    }

    private static @Nullable X9ECParameters domain(ASN1ObjectIdentifier curve) {
        X9ECParameters quick = CustomNamedCurves.getByOID(curve);
        return quick != null ? quick : ECNamedCurveTable.getByOID(curve);
    }

    private static boolean signs(X509Certificate certificate, PrivateKey key) {
        try {
            byte[] probe = {1, 2, 3, 4};
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(key);
            signature.update(probe);
            byte[] signed = signature.sign();
            signature.initVerify(certificate.getPublicKey());
            signature.update(probe);
            return signature.verify(signed);
        } catch (GeneralSecurityException _) {
            return false; // keys of other sizes say so by an exception
        }
    }
}
