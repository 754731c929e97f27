package dev.sluice.tls;

import dev.sluice.base.files.DurableFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.SortedSet;
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

    /** How older versions have called their roots: the name of the machine follows. */
    private static final String OLD_NAME = "CN=" + LocalCertificates.ROOT_NAME + "(";

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
        DurableFiles.createFolder(folder);
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
                sayWhatItNames(made);
            } catch (IOException e) {
                throw new UncheckedIOException("the local CA's folder cannot be used: " + e.getMessage(), e);
            }
            root = made;
        }
        return made;
    }

    private void sayWhatItNames(CertifiedKey made) {
        if (namesMachine(made)) {
            LOG.info(
                    "the local CA was made by an older version and is called '{}', which clients of its certificates"
                            + " can read. For one without the name of this machine remove {} and {}, and trust the new"
                            + " root",
                    made.chain().getFirst().getSubjectX500Principal().getName(),
                    rootFile,
                    keyFile);
        }
    }

    private CertifiedKey loadOrCreate() throws IOException {
        if (Files.exists(rootFile)) {
            try {
                return loadRoot(rootFile, keyFile, clock.instant());
            } catch (PemException e) {
                LOG.warn(
                        "the local CA cannot be used: {}. A new one is made, which clients have to be told to trust;"
                                + " the old files are kept as *.damaged",
                        e.getMessage());
                DurableFiles.setAside(rootFile);
                if (Files.exists(keyFile)) {
                    DurableFiles.setAside(keyFile);
                }
            }
        }
        return create(rootFile, keyFile, clock);
    }

    private static CertifiedKey loadRoot(Path rootFile, Path keyFile, Instant now) throws PemException {
        CertifiedKey stored = new KeyPairFiles(rootFile, keyFile).loadAuthority();
        if (now.plus(LocalCertificates.LEAF_LIFETIME).isAfter(stored.notAfter())) {
            throw new PemException(rootFile, "expires at " + stored.notAfter());
        }
        return stored;
    }

    private static CertifiedKey create(Path rootFile, Path keyFile, InstantSource clock) throws IOException {
        CertifiedKey made = LocalCertificates.root(clock.instant(), rootFile.toString());
        // the key first: a root without its key would be taken for damage
        DurableFiles.write(keyFile, LocalCertificates.pem(made.key()));
        DurableFiles.write(rootFile, LocalCertificates.pem(made.chain().getFirst()));
        return made;
    }

    /**
     * Makes a certificate with a key of its own, valid for 90 days.
     *
     * @param names host names, wildcards and IP addresses; at least one
     */
    CertifiedKey issue(SortedSet<String> names) {
        return LocalCertificates.leaf(names, certifiedRoot(), clock.instant());
    }

    /**
     * The same for clients that may be anybody: a root that an older version has named after this machine is not shown to them. Nobody
     * trusts what signs in its place, but then nobody has asked for a name of this machine.
     */
    CertifiedKey issueForStrangers(SortedSet<String> names) {
        CertifiedKey own = certifiedRoot();
        Instant now = clock.instant();
        return LocalCertificates.leaf(names, namesMachine(own) ? LocalCertificates.root(now, "nobody") : own, now);
    }

    private static boolean namesMachine(CertifiedKey root) {
        X509Certificate certificate = root.chain().getFirst();
        return certificate.getSubjectX500Principal().getName().startsWith(OLD_NAME);
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
