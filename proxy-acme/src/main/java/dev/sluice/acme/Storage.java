package dev.sluice.acme;

import dev.sluice.base.files.BoundedFile;
import dev.sluice.base.files.DurableFiles;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder where everything lies that the CA gave or that must not be done twice.
 *
 * <pre>
 *   lock                        held by the one process that orders
 *   apart                       names that get a certificate of their own
 *   accounts/CA/account.key     the account's key pair, before the CA is told
 *   accounts/CA/account         its URL, and when orders were made
 *   certificates/ID.pem         key and chain in one file
 *   certificates/ID.order       an order under way, with the key of its certificate
 *   certificates/ID.state       failures, the next attempt, the CA's advice on renewal
 * </pre>
 *
 * <p>A damaged file is set aside with a warning and counts as missing. Any thread; blocks.
 */
final class Storage implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Storage.class);
    private static final String PEM = ".pem";

    private final Path folder;
    private final Path certificates;
    private final BiPredicate<X509Certificate, PrivateKey> belongs;
    private @Nullable FileChannel lockFile;
    private @Nullable FileLock lock;

    private Storage(Path folder, BiPredicate<X509Certificate, PrivateKey> belongs) {
        this.folder = folder;
        this.belongs = belongs;
        this.certificates = folder.resolve("certificates");
    }

    /** Only to read a folder that may not be there. */
    static Storage of(Path folder) {
        return new Storage(folder, Pem::belongTogether);
    }

    /**
     * Opens the folder, and makes it where it is missing.
     *
     * @throws IOException when it cannot be used
     */
    static Storage open(Path folder) throws IOException {
        return open(folder, Pem::belongTogether);
    }

    /** The same, with a way of one's own to tell whether a key is the certificate's. */
    static Storage open(Path folder, BiPredicate<X509Certificate, PrivateKey> belongs) throws IOException {
        Storage storage = new Storage(folder, belongs);
        DurableFiles.createFolder(folder);
        DurableFiles.createFolder(storage.certificates);
        DurableFiles.createFolder(folder.resolve("accounts"));
        Path probe = folder.resolve("probe");
        DurableFiles.write(probe, new byte[0]);
        Files.delete(probe);
        return storage;
    }

    Path folder() {
        return folder;
    }

    /** Whether this process is the one that orders; asks again where it was not yet. */
    synchronized boolean tryLock() throws IOException {
        if (lock != null) {
            return true;
        }
        if (lockFile == null) {
            lockFile = FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        }
        try {
            lock = lockFile.tryLock();
        } catch (OverlappingFileLockException e) {
            return false; // another edge of this process has it
        }
        if (lock != null) {
            sweep();
        }
        return lock != null;
    }

    /** What a process that was killed has left behind. */
    private void sweep() throws IOException {
        try (var all = Files.walk(folder, 3)) {
            for (Path left :
                    all.filter(path -> path.toString().endsWith(".new")).toList()) {
                Files.deleteIfExists(left);
            }
        }
    }

    /** All certificates that are there. */
    List<StoredCertificate> certificates() throws IOException {
        List<StoredCertificate> all = new ArrayList<>();
        try (var files = Files.list(certificates)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(PEM)).sorted().toList()) {
                StoredCertificate stored = certificate(file);
                if (stored != null) {
                    all.add(stored);
                }
            }
        }
        return all;
    }

    @Nullable
    StoredCertificate certificate(WantedCertificate wanted) throws IOException {
        return certificate(certificates.resolve(wanted.id() + PEM));
    }

    private @Nullable StoredCertificate certificate(Path file) throws IOException {
        byte[] content = read(file);
        if (content == null) {
            return null;
        }
        try {
            return StoredCertificate.parse(content, belongs);
        } catch (GeneralSecurityException e) {
            aside(file, String.valueOf(e.getMessage()));
            return null;
        }
    }

    /** The content of a file that counts as missing if it cannot be one of ours. */
    static byte @Nullable [] read(Path file) throws IOException {
        try {
            return DurableFiles.read(file);
        } catch (BoundedFile.Unfit e) {
            aside(file, e.getReason());
            return null;
        }
    }

    void save(String id, StoredCertificate certificate) throws IOException {
        DurableFiles.write(certificates.resolve(id + PEM), certificate.bytes());
    }

    /** What is remembered of a certificate's attempts; empty where nothing is. */
    StateFile state(WantedCertificate wanted) throws IOException {
        return stateOrNew(certificates.resolve(wanted.id() + ".state"));
    }

    void saveState(WantedCertificate wanted, StateFile state) throws IOException {
        DurableFiles.write(certificates.resolve(wanted.id() + ".state"), state.bytes());
    }

    /** The order under way; null where there is none. */
    @Nullable
    StateFile order(WantedCertificate wanted) throws IOException {
        return state(certificates.resolve(wanted.id() + ".order"));
    }

    void saveOrder(WantedCertificate wanted, StateFile order) throws IOException {
        DurableFiles.write(certificates.resolve(wanted.id() + ".order"), order.bytes());
    }

    void deleteOrder(WantedCertificate wanted) throws IOException {
        DurableFiles.delete(certificates.resolve(wanted.id() + ".order"));
    }

    StateFile apart() throws IOException {
        return stateOrNew(folder.resolve("apart"));
    }

    void saveApart(StateFile apart) throws IOException {
        DurableFiles.write(folder.resolve("apart"), apart.bytes());
    }

    /** The account at a CA; empty where there is none. */
    StateFile account(URI directory) throws IOException {
        return stateOrNew(accountFolder(directory).resolve("account"));
    }

    void saveAccount(URI directory, StateFile account) throws IOException {
        DurableFiles.write(accountFolder(directory).resolve("account"), account.bytes());
    }

    /** The file of the account's key pair, whose folder is there. */
    Path accountKey(URI directory) throws IOException {
        return accountFolder(directory).resolve("account.key");
    }

    private Path accountFolder(URI directory) throws IOException {
        String host = directory.getHost() == null ? "ca" : directory.getHost();
        Path own = folder.resolve("accounts").resolve(host + "-" + WantedCertificate.digest(directory.toString()));
        DurableFiles.createFolder(own);
        return own;
    }

    private static StateFile stateOrNew(Path file) throws IOException {
        StateFile state = state(file);
        return state == null ? new StateFile() : state;
    }

    private static @Nullable StateFile state(Path file) throws IOException {
        byte[] content = read(file);
        if (content == null) {
            return null;
        }
        StateFile state = StateFile.parse(content);
        if (state == null) {
            aside(file, "it is cut off or was changed");
        }
        return state;
    }

    static void aside(Path file, String why) throws IOException {
        LOG.warn("{} is damaged ({}): set aside as {}", file, why, DurableFiles.setAside(file));
    }

    @Override
    public synchronized void close() throws IOException {
        if (lockFile != null) {
            lockFile.close();
            lockFile = null;
            lock = null;
        }
    }
}
