package dev.sluice.tls;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.SortedSet;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
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

    private static final String SIGNATURE = "SHA256withECDSA";
    private static final int MAX_COMMON_NAME = 64;
    private static final int MAX_ADDRESSES = 64;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Path rootFile;
    private final X509Certificate root;
    private final PrivateKey key;
    private final InstantSource clock;

    private LocalAuthority(Path rootFile, X509Certificate root, PrivateKey key, InstantSource clock) {
        this.rootFile = rootFile;
        this.root = root;
        this.key = key;
        this.clock = clock;
    }

    /** Reads the root, or makes it where there is none that can be used; what cannot be used is kept under another name. */
    static LocalAuthority open(Path folder, InstantSource clock) throws IOException {
        PrivateFiles.createFolder(folder);
        Path rootFile = folder.resolve("root.pem");
        Path keyFile = folder.resolve("root.key");
        if (Files.exists(rootFile)) {
            try {
                CertifiedKey stored = loadRoot(rootFile, keyFile, clock.instant());
                return new LocalAuthority(rootFile, stored.chain().getFirst(), stored.key(), clock);
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

    private static LocalAuthority create(Path rootFile, Path keyFile, InstantSource clock) throws IOException {
        KeyPair pair = newKeyPair();
        X509Certificate root = selfSign(pair, clock.instant());
        // the key first: a root without its key would be taken for damage
        PrivateFiles.write(keyFile, pem(pair.getPrivate()));
        PrivateFiles.write(rootFile, pem(root));
        return new LocalAuthority(rootFile, root, pair.getPrivate(), clock);
    }

    private static X509Certificate selfSign(KeyPair pair, Instant now) {
        X500Name name = commonName("Sluice local CA (" + hostName() + ")");
        JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                name,
                serial(),
                Date.from(now.minus(SLACK)),
                Date.from(now.plus(ROOT_LIFETIME)),
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
        Instant now = clock.instant();
        KeyPair pair = newKeyPair();
        JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                root.getSubjectX500Principal(),
                serial(),
                Date.from(now.minus(SLACK)),
                Date.from(now.plus(LEAF_LIFETIME)),
                new X500Principal("CN=Sluice local certificate"),
                pair.getPublic());
        try {
            JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            builder.addExtension(
                    Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
            builder.addExtension(Extension.subjectAlternativeName, false, alternativeNames(names));
            builder.addExtension(
                    Extension.authorityKeyIdentifier, false, extensions.createAuthorityKeyIdentifier(root));
            return CertifiedKey.of(List.of(sign(builder, key), root), pair.getPrivate(), "local CA");
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
            throws GeneralSecurityException, OperatorCreationException {
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder(SIGNATURE).build(signer)));
    }

    private static KeyPair newKeyPair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java cannot make an ECDSA key", e);
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
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
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

    /** The root's certificate, which clients have to trust. */
    public Path rootFile() {
        return rootFile;
    }

    /** The root's certificate. */
    public X509Certificate root() {
        return root;
    }

    /** A sentence for users: where the root is and how it is trusted. */
    public String howToTrust() {
        return "Certificates of the local CA are trusted once " + rootFile + " is: curl --cacert " + rootFile
                + " https://..., or import it into the browser's or system's authorities (Debian, Ubuntu: copy it to"
                + " /usr/local/share/ca-certificates/sluice.crt and run update-ca-certificates).";
    }
}
