package dev.sluice.acme;

import dev.sluice.base.files.BoundedFile;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Whom to trust when speaking to a CA. Blocks. */
final class Trust {
    private Trust() {}

    /** The CAs of a PEM file; null, which means the platform's, where there is none. */
    static @Nullable SSLContext of(@Nullable Path file) throws AcmeProblem {
        if (file == null) {
            return null;
        }
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (X509Certificate certificate : Pem.chain(BoundedFile.text(file, Pem.MAX_SIZE))) {
                store.setCertificateEntry("ca" + number++, certificate);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new AcmeProblem(Cause.OWN, "the file of `acme.ca`, " + file + ", cannot be used: " + e.getMessage());
        }
    }
}
