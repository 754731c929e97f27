package dev.sluice.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.TreeSet;

/** A certificate and key on disk, signed by a CA of its own. */
record TestPair(Path folder, Path cert, Path key, Path ca, CertifiedKey certified) {

    static TestPair make(Path folder, String... names) throws IOException {
        LocalAuthority authority = LocalAuthority.open(folder.resolve("ca"), InstantSource.system());
        return write(folder, authority, names);
    }

    /** Another certificate of the same CA, not yet on disk. */
    CertifiedKey another(String... names) throws IOException {
        return LocalAuthority.open(folder.resolve("ca"), InstantSource.system()).issue(new TreeSet<>(List.of(names)));
    }

    private static TestPair write(Path folder, LocalAuthority authority, String... names) throws IOException {
        CertifiedKey certified = authority.issue(new TreeSet<>(List.of(names)));
        TestPair pair = new TestPair(
                folder, folder.resolve("cert.pem"), folder.resolve("key.pem"), authority.rootFile(), certified);
        pair.writeCert(certified);
        pair.writeKey(certified);
        return pair;
    }

    void writeCert(CertifiedKey certified) throws IOException {
        replace(cert, pem(certified.chain().getFirst()) + pem(certified.chain().getLast()));
    }

    void writeKey(CertifiedKey certified) throws IOException {
        replace(key, pem(certified.key()));
    }

    X509Certificate leaf() {
        return certified.chain().getFirst();
    }

    /** As editors and certificate tools do it: the file gets another inode. */
    static void replace(Path file, String content) throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".tmp");
        Files.writeString(next, content);
        Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
    }

    static String pem(Object object) throws IOException {
        return new String(LocalCertificates.pem(object), StandardCharsets.US_ASCII);
    }
}
