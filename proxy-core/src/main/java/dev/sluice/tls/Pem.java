package dev.sluice.tls;

import dev.sluice.base.files.BoundedFile;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.jspecify.annotations.Nullable;

/** Reads PEM files (RFC 7468), saying what is wrong with those that are not as they should be. Blocks. */
final class Pem {
    /** Far above any chain or bundle: keeps a wrong file name from filling the memory. */
    private static final int MAX_SIZE = 4 << 20;

    private Pem() {}

    /** All certificates of a file in its order, at least one. */
    static List<X509Certificate> certificates(Path file) throws PemException {
        List<X509Certificate> certificates = new ArrayList<>();
        for (Object object : objects(file)) {
            if (object instanceof X509CertificateHolder holder) {
                certificates.add(certificate(file, holder));
            }
        }
        if (certificates.isEmpty()) {
            throw new PemException(file, "holds no certificate; expected -----BEGIN CERTIFICATE-----");
        }
        return certificates;
    }

    private static X509Certificate certificate(Path file, X509CertificateHolder holder) throws PemException {
        try {
            return new JcaX509CertificateConverter().getCertificate(holder);
        } catch (CertificateException e) {
            throw new PemException(file, "holds a certificate that cannot be decoded: " + e.getMessage());
        }
    }

    /** The private key of a file: PKCS #8, PKCS #1 (RSA) or SEC 1 (EC), not encrypted. */
    static PrivateKey privateKey(Path file) throws PemException {
        for (Object object : objects(file)) {
            PrivateKeyInfo info = privateKeyInfo(file, object);
            if (info != null) {
                try {
                    return new JcaPEMKeyConverter().getPrivateKey(info);
                } catch (IOException e) {
                    throw new PemException(
                            file, "holds a private key of a kind that cannot be used; expected RSA or ECDSA");
                }
            }
        }
        throw new PemException(
                file, "holds no private key; expected -----BEGIN PRIVATE KEY----- (or RSA, or EC PRIVATE KEY)");
    }

    private static @Nullable PrivateKeyInfo privateKeyInfo(Path file, Object object) throws PemException {
        return switch (object) {
            case PrivateKeyInfo info -> info;
            case PEMKeyPair pair -> pair.getPrivateKeyInfo();
            case PEMEncryptedKeyPair _ -> throw encrypted(file);
            case PKCS8EncryptedPrivateKeyInfo _ -> throw encrypted(file);
            default -> null;
        };
    }

    private static PemException encrypted(Path file) {
        return new PemException(
                file,
                "holds a private key that is encrypted; expected one without a passphrase (openssl pkey -in OLD -out NEW"
                        + " removes it)");
    }

    private static List<Object> objects(Path file) throws PemException {
        String text = text(file);
        List<Object> objects = new ArrayList<>();
        try (PEMParser parser = new PEMParser(new StringReader(text))) {
            Object object = parser.readObject();
            while (object != null) {
                objects.add(object);
                object = parser.readObject();
            }
        } catch (IOException | IllegalArgumentException e) {
            // the parser's messages may quote what it could not read, and that may be a key
            throw new PemException(file, "is damaged: a block between -----BEGIN and -----END lines cannot be decoded");
        }
        return objects;
    }

    private static String text(Path file) throws PemException {
        try {
            return new String(BoundedFile.bytes(file, MAX_SIZE), StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException _) {
            throw new PemException(file, "does not exist");
        } catch (IOException e) {
            throw new PemException(file, "cannot be read: " + reason(file, e));
        }
    }

    private static String reason(Path file, IOException e) {
        if (e instanceof BoundedFile.Unfit unfit) {
            return unfit.getReason();
        }
        return Files.isReadable(file) ? String.valueOf(e.getMessage()) : "permission denied";
    }
}
