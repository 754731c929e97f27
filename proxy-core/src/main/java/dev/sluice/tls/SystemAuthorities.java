package dev.sluice.tls;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The CAs of the system: those of the Java runtime, which comes with Sluice, and those of the machine or container in
 * {@code /etc/ssl/certs/ca-certificates.crt}, where a company's own CA usually is.
 */
final class SystemAuthorities {
    private static final Logger LOG = LoggerFactory.getLogger(SystemAuthorities.class);
    private static final Path BUNDLE = Path.of("/etc/ssl/certs/ca-certificates.crt");

    private SystemAuthorities() {}

    static List<X509Certificate> read() {
        Set<X509Certificate> authorities = new LinkedHashSet<>(ofRuntime());
        if (Files.exists(BUNDLE)) {
            try {
                authorities.addAll(Pem.certificates(BUNDLE));
            } catch (PemException e) {
                LOG.warn("{}; only the CAs of the Java runtime are trusted", e.getMessage());
            }
        }
        return List.copyOf(authorities);
    }

    private static List<X509Certificate> ofRuntime() {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            @Nullable KeyStore runtimes = null;
            factory.init(runtimes);
            for (TrustManager manager : factory.getTrustManagers()) {
                if (manager instanceof X509TrustManager trusting) {
                    return List.of(trusting.getAcceptedIssuers());
                }
            }
            return List.of();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the CAs of the Java runtime cannot be read", e);
        }
    }
}
