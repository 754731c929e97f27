package dev.sluice.tls;

import dev.sluice.base.files.BoundedFile;
import dev.sluice.base.pem.PemBlock;
import dev.sluice.base.pem.PemFormatException;
import dev.sluice.base.pem.PemReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/** Certificates and keys from files, with sentences that say what is wrong with those that are not as they should be. Blocks. */
final class Pem {
    /** Far above any chain or bundle: keeps a wrong file name from filling the memory. */
    private static final int MAX_SIZE = 4 << 20;

    private Pem() {}

    /** All certificates of a file in its order, at least one. */
    static List<X509Certificate> certificates(Path file) throws PemException {
        List<X509Certificate> certificates = new ArrayList<>();
        try {
            for (PemBlock block : blocks(file)) {
                if (block.isCertificate()) {
                    certificates.add(block.certificate());
                }
            }
        } catch (PemFormatException e) {
            throw damaged(file, e);
        }
        if (certificates.isEmpty()) {
            throw new PemException(file, "holds no certificate; expected -----BEGIN CERTIFICATE-----");
        }
        return certificates;
    }

    /** The private key of a file: PKCS #8, PKCS #1 (RSA) or SEC 1 (EC), not encrypted. */
    static PrivateKey privateKey(Path file) throws PemException {
        for (PemBlock block : blocks(file)) {
            if (block.isEncrypted()) {
                throw new PemException(
                        file,
                        "holds a private key that is encrypted; expected one without a passphrase (openssl pkey -in OLD"
                                + " -out NEW removes it)");
            }
            if (block.isPrivateKey()) {
                try {
                    return block.privateKey();
                } catch (GeneralSecurityException e) {
                    throw damaged(file, e);
                }
            }
        }
        throw new PemException(
                file, "holds no private key; expected -----BEGIN PRIVATE KEY----- (or RSA, or EC PRIVATE KEY)");
    }

    private static List<PemBlock> blocks(Path file) throws PemException {
        try {
            return PemReader.read(BoundedFile.text(file, MAX_SIZE));
        } catch (PemFormatException e) {
            throw damaged(file, e);
        } catch (NoSuchFileException _) {
            throw new PemException(file, "does not exist");
        } catch (IOException e) {
            throw new PemException(file, "cannot be read: " + reason(file, e));
        }
    }

    private static PemException damaged(Path file, GeneralSecurityException why) {
        return new PemException(file, "is damaged: " + why.getMessage());
    }

    private static String reason(Path file, IOException e) {
        if (e instanceof BoundedFile.Unfit unfit) {
            return unfit.getReason();
        }
        return Files.isReadable(file) ? String.valueOf(e.getMessage()) : "permission denied";
    }
}
