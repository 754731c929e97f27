package dev.sluice.acme;

import dev.sluice.base.files.BoundedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Takes over certbot's certificates: every folder with {@code fullchain.pem} and {@code privkey.pem}. Blocks. */
public final class CertificateImport {
    private static final int MAX_FOLDERS = 10_000;

    private CertificateImport() {}

    /**
     * What was done.
     *
     * @param taken the names of each certificate that was copied
     * @param refused a sentence for each one that was not
     */
    public record Result(List<String> taken, List<String> refused) {
        /** Copies the lists. */
        public Result {
            taken = List.copyOf(taken);
            refused = List.copyOf(refused);
        }
    }

    /**
     * Copies the certificates into the folder that a Sluice uses, which may be running.
     *
     * @param live such as {@code /etc/letsencrypt/live}, or one folder in it
     * @param storage made where it is missing
     * @throws IOException where one of the two folders cannot be used
     */
    public static Result run(Path live, Path storage) throws IOException {
        List<String> taken = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        try (Storage target = Storage.open(storage);
                Stream<Path> below = Files.list(live)) {
            List<Path> folders = new ArrayList<>(
                    below.filter(Files::isDirectory).limit(MAX_FOLDERS).sorted().toList());
            folders.addFirst(live);
            for (Path folder : folders) {
                if (Files.exists(folder.resolve("fullchain.pem"))) {
                    try {
                        taken.add(copy(folder, target));
                    } catch (IOException | GeneralSecurityException e) {
                        refused.add(folder + ": " + e.getMessage());
                    }
                }
            }
        }
        return new Result(taken, refused);
    }

    private static String copy(Path folder, Storage target) throws IOException, GeneralSecurityException {
        List<X509Certificate> chain = Pem.chain(text(folder.resolve("fullchain.pem")));
        var key = Pem.privateKeyFor(chain.getFirst(), text(folder.resolve("privkey.pem")), Pem::belongTogether);
        StoredCertificate certificate = new StoredCertificate("", chain, key);
        if (certificate.names().isEmpty()) {
            throw new GeneralSecurityException("the certificate is for no name");
        }
        WantedCertificate names = new WantedCertificate(List.copyOf(new TreeSet<>(certificate.names())));
        target.save("imported-" + names.id(), certificate);
        return names + " (until " + certificate.notAfter() + ")";
    }

    private static String text(Path file) throws IOException {
        return BoundedFile.text(file, Pem.MAX_SIZE);
    }
}
