package dev.sluice.tls;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedSet;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.generators.ECKeyPairGenerator;
import org.bouncycastle.crypto.params.ECKeyGenerationParameters;
import org.bouncycastle.crypto.params.ECNamedDomainParameters;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.crypto.util.PrivateKeyInfoFactory;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.bc.BcECContentSignerBuilder;

/** How the certificates of a local CA are made: its root and what that signs. Any thread; takes about a millisecond each. */
final class LocalCertificates {
    private static final ASN1ObjectIdentifier CURVE = SECObjectIdentifiers.secp256r1;
    private static final AlgorithmIdentifier SIGNATURE = new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);
    private static final AlgorithmIdentifier DIGEST = new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256);
    private static final int MAX_COMMON_NAME = 64;
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Duration ROOT_LIFETIME = Duration.ofDays(3650);
    static final Duration LEAF_LIFETIME = Duration.ofDays(90);

    /** Clocks of clients may be behind. */
    private static final Duration SLACK = Duration.ofHours(1);

    /** What follows tells the roots of several machines apart in a list, and says nothing else. */
    static final String ROOT_NAME = "Sluice local CA ";

    private LocalCertificates() {}

    /**
     * Makes a root.
     *
     * @param source where it is to be found, for people
     */
    static CertifiedKey root(Instant now, String source) {
        KeyPair pair = newKeyPair();
        X500Name name = commonName(ROOT_NAME + HexFormat.of().toHexDigits(RANDOM.nextInt()));
        JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                name,
                serial(),
                CertificateTime.of(now.minus(SLACK)),
                CertificateTime.of(now.plus(ROOT_LIFETIME)),
                name,
                pair.getPublic());
        try {
            JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            builder.addExtension(
                    Extension.subjectKeyIdentifier, false, extensions.createSubjectKeyIdentifier(pair.getPublic()));
            return CertifiedKey.of(List.of(sign(builder, pair.getPrivate())), pair.getPrivate(), source);
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new IllegalStateException("this Java cannot make an ECDSA certificate", e);
        }
    }

    /** Makes a certificate with a key of its own for host names, wildcards and IP addresses, at least one. */
    static CertifiedKey leaf(SortedSet<String> names, CertifiedKey issuer, Instant now) {
        X509Certificate certificate = issuer.chain().getFirst();
        KeyPair pair = newKeyPair();
        JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded()),
                serial(),
                CertificateTime.of(now.minus(SLACK)),
                CertificateTime.of(now.plus(LEAF_LIFETIME)),
                commonName("Sluice local certificate"),
                pair.getPublic());
        try {
            JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            builder.addExtension(
                    Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
            builder.addExtension(Extension.subjectAlternativeName, false, alternativeNames(names));
            builder.addExtension(
                    Extension.authorityKeyIdentifier, false, extensions.createAuthorityKeyIdentifier(certificate));
            return CertifiedKey.of(List.of(sign(builder, issuer.key()), certificate), pair.getPrivate(), "local CA");
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new IllegalStateException("this Java cannot make an ECDSA certificate", e);
        }
    }

    private static GeneralNames alternativeNames(Collection<String> names) {
        return new GeneralNames(names.stream()
                .map(name -> new GeneralName(
                        CertificateNames.isAddress(name) ? GeneralName.iPAddress : GeneralName.dNSName, name))
                .toArray(GeneralName[]::new));
    }

    private static X509Certificate sign(JcaX509v3CertificateBuilder builder, PrivateKey signer)
            throws GeneralSecurityException, OperatorCreationException, IOException {
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new BcECContentSignerBuilder(SIGNATURE, DIGEST)
                        .build(PrivateKeyFactory.createKey(signer.getEncoded()))));
    }

    /** By BouncyCastle: Java's own tables for this curve take a start ten times as long. */
    private static KeyPair newKeyPair() {
        ECKeyPairGenerator generator = new ECKeyPairGenerator();
        generator.init(new ECKeyGenerationParameters(
                new ECNamedDomainParameters(CURVE, CustomNamedCurves.getByOID(CURVE)), RANDOM));
        AsymmetricCipherKeyPair pair = generator.generateKeyPair();
        try {
            KeyFactory keys = KeyFactory.getInstance("EC");
            PrivateKeyInfo secret = PrivateKeyInfoFactory.createPrivateKeyInfo(pair.getPrivate());
            SubjectPublicKeyInfo open = SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(pair.getPublic());
            return new KeyPair(
                    keys.generatePublic(new X509EncodedKeySpec(open.getEncoded())),
                    keys.generatePrivate(new PKCS8EncodedKeySpec(secret.getEncoded())));
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("this Java cannot take an ECDSA key", e);
        }
    }

    /** 127 random bits, positive (RFC 5280 section 4.1.2.2). */
    private static BigInteger serial() {
        return new BigInteger(127, RANDOM).setBit(126);
    }

    private static X500Name commonName(String name) {
        String text = name.length() <= MAX_COMMON_NAME ? name : name.substring(0, MAX_COMMON_NAME);
        return new X500NameBuilder().addRDN(BCStyle.CN, text).build();
    }

    static byte[] pem(Object object) throws IOException {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            // PKCS #8: the writer's own choice for EC keys leaves the curve out
            writer.writeObject(object instanceof PrivateKey secret ? new JcaPKCS8Generator(secret, null) : object);
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }
}
