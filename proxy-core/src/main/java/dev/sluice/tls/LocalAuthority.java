package dev.sluice.tls;

import dev.sluice.config.BoundedFile;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The CA of this machine, for names that no public CA signs: its root is made once and kept in the data folder.
 *
 * <p>Any thread; issuing takes about a millisecond.
 */
public final class LocalAuthority {
    private static final Logger LOG = LoggerFactory.getLogger(LocalAuthority.class);
    private static final Duration ROOT_LIFETIME = Duration.ofDays(3650);
    private static final Duration LEAF_LIFETIME = Duration.ofDays(90);

    /** Clocks of clients may be behind. */
    private static final Duration SLACK = Duration.ofHours(1);

    private static final ASN1ObjectIdentifier CURVE = SECObjectIdentifiers.secp256r1;
    private static final AlgorithmIdentifier SIGNATURE = new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);
    private static final AlgorithmIdentifier DIGEST = new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256);
    private static final int MAX_COMMON_NAME = 64;
    private static final int MAX_ADDRESSES = 64;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Path rootFile;
    private final Path keyFile;
    private final InstantSource clock;
    private @Nullable CertifiedKey root;

    private LocalAuthority(Path folder, InstantSource clock) {
        this.rootFile = folder.resolve("root.pem");
        this.keyFile = folder.resolve("root.key");
        this.clock = clock;
    }

    /**
     * Opens the folder and makes the root where there is none: no loop is to wait for the disk in a handshake. One that is there is read
     * when it is first wanted, as its check takes a start longer than all else about TLS.
     */
    static LocalAuthority open(Path folder, InstantSource clock) throws IOException {
        PrivateFiles.createFolder(folder);
        LocalAuthority authority = new LocalAuthority(folder, clock);
        if (!Files.exists(authority.rootFile)) {
            authority.root = create(authority.rootFile, authority.keyFile, clock);
        }
        return authority;
    }

    /** Reads the root, or makes it where there is none that can be used; what cannot be used is kept under another name. */
    private synchronized CertifiedKey certifiedRoot() {
        CertifiedKey made = root;
        if (made == null) {
            try {
                made = loadOrCreate();
            } catch (IOException e) {
                throw new UncheckedIOException("the local CA's folder cannot be used: " + e.getMessage(), e);
            }
            root = made;
        }
        return made;
    }

    private CertifiedKey loadOrCreate() throws IOException {
        if (Files.exists(rootFile)) {
            try {
                return loadRoot(rootFile, keyFile, clock.instant());
            } catch (PemException e) {
                LOG.warn(
                        "the local CA cannot be used: {}. A new one is made, which clients have to be told to trust; the old"
                                + " files are kept as *.damaged",
                        e.getMessage());
                PrivateFiles.setAside(rootFile);
                if (Files.exists(keyFile)) {
                    PrivateFiles.setAside(keyFile);
                }
            }
        }
        return create(rootFile, keyFile, clock);
    }

    private static CertifiedKey loadRoot(Path rootFile, Path keyFile, Instant now) throws PemException {
        CertifiedKey stored = new KeyPairFiles(rootFile, keyFile).loadAuthority();
        if (now.plus(LEAF_LIFETIME).isAfter(stored.notAfter())) {
            throw new PemException(rootFile, "expires at " + stored.notAfter());
        }
        return stored;
    }

    private static CertifiedKey create(Path rootFile, Path keyFile, InstantSource clock) throws IOException {
        KeyPair pair = newKeyPair();
        X509Certificate made = selfSign(pair, clock.instant());
        // the key first: a root without its key would be taken for damage
        PrivateFiles.write(keyFile, pem(pair.getPrivate()));
        PrivateFiles.write(rootFile, pem(made));
        return CertifiedKey.of(List.of(made), pair.getPrivate(), rootFile.toString());
    }

    private static X509Certificate selfSign(KeyPair pair, Instant now) {
        X500Name name = commonName("Sluice local CA (" + hostName() + ")");
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
            return sign(builder, pair.getPrivate());
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new IllegalStateException("this Java cannot make an ECDSA certificate", e);
        }
    }

    /**
     * Makes a certificate with a key of its own, valid for 90 days.
     *
     * @param names host names, wildcards and IP addresses; at least one
     */
    CertifiedKey issue(SortedSet<String> names) {
        CertifiedKey issuer = certifiedRoot();
        X509Certificate certificate = issuer.chain().getFirst();
        Instant now = clock.instant();
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

    private static String hostName() {
        try {
            return BoundedFile.text(Path.of("/proc/sys/kernel/hostname"), 1024).strip();
        } catch (IOException _) {
            String name = System.getenv("HOSTNAME");
            return name == null ? "this machine" : name;
        }
    }

    /** The addresses of this machine's interfaces, without the links' own. */
    static List<String> machineAddresses() {
        try {
            List<String> addresses = new ArrayList<>();
            NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> !address.isLinkLocalAddress())
                    .map(InetAddress::getHostAddress)
                    .limit(MAX_ADDRESSES)
                    .forEach(address -> addresses.add(CertificateNames.canonical(address)));
            return addresses;
        } catch (SocketException _) {
            return List.of();
        }
    }

    /** The root's certificate, which clients have to trust; it is there when this returns. Blocks the first time. */
    public Path rootFile() {
        certifiedRoot();
        return rootFile;
    }

    /** The root's certificate. */
    public X509Certificate root() {
        return certifiedRoot().chain().getFirst();
    }

    /** A sentence for users: where the root is and how it is trusted. */
    public String howToTrust() {
        return "Certificates of the local CA are trusted once " + rootFile + " is: curl --cacert " + rootFile
                + " https://..., or import it into the browser's or system's authorities (Debian, Ubuntu: copy it to"
                + " /usr/local/share/ca-certificates/sluice.crt and run update-ca-certificates).";
    }
}
