package dev.sluice.acme;

import dev.sluice.config.AcmeConfig.KeyKind;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.shredzone.acme4j.Identifier;

/** The certificates that answer {@code tls-alpn-01}, all with one key of this process (RFC 8737 section 3). acme4j's wants an RSA key. */
final class ChallengeCertificate {
    private static final ASN1ObjectIdentifier ACME_IDENTIFIER = new ASN1ObjectIdentifier("1.3.6.1.5.5.7.1.31");
    private static final X500Principal NAME = new X500Principal("CN=acme challenge");
    private static final Duration LIFE = Duration.ofDays(7);
    private static final KeyPair PAIR = Pem.generate(KeyKind.P256);

    private ChallengeCertificate() {}

    static PrivateKey key() {
        return PAIR.getPrivate();
    }

    /**
     * Makes the certificate for one name.
     *
     * @param validation the digest of the key authorization, 32 bytes
     */
    static X509Certificate of(Identifier name, byte[] validation) {
        boolean address = Identifier.TYPE_IP.equals(name.getType());
        Instant now = Instant.now();
        try {
            JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    NAME,
                    BigInteger.valueOf(now.toEpochMilli()),
                    Date.from(now.minus(LIFE)), // the clock may be slow
                    Date.from(now.plus(LIFE)),
                    NAME,
                    PAIR.getPublic());
            int kind = address ? GeneralName.iPAddress : GeneralName.dNSName;
            builder.addExtension(
                    Extension.subjectAlternativeName, false, new GeneralNames(new GeneralName(kind, name.getValue())));
            builder.addExtension(ACME_IDENTIFIER, true, new DEROctetString(validation));
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(PAIR.getPrivate())));
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new IllegalStateException("this Java cannot make an ECDSA certificate", e);
        }
    }
}
