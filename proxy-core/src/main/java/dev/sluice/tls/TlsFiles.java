package dev.sluice.tls;

import dev.sluice.config.Action;
import dev.sluice.config.Config;
import dev.sluice.config.Position;
import dev.sluice.config.Problem;
import dev.sluice.config.RouteConfig;
import dev.sluice.config.SiteConfig;
import dev.sluice.config.SiteTls;
import dev.sluice.config.Target;
import dev.sluice.config.TlsConfig;
import io.netty.handler.ssl.SslContext;
import io.netty.util.ReferenceCountUtil;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The certificates, keys and CAs that a configuration names, read and checked; what {@code check} and {@code run} share.
 *
 * <p>Immutable once made. Reading blocks.
 */
public final class TlsFiles {
    private static final Duration SOON = Duration.ofDays(14);

    private final Config config;
    private final Map<KeyPairFiles, CertifiedKey> keys = new HashMap<>();
    private final Map<Path, List<X509Certificate>> authorities = new HashMap<>();
    private final Set<Path> paths = new TreeSet<>();
    private final List<Problem> errors = new ArrayList<>();
    private final List<Problem> warnings = new ArrayList<>();

    private TlsFiles(Config config) {
        this.config = config;
    }

    /** Reads all files that a configuration names. What is wrong with them is found in {@link #errors()}. */
    public static TlsFiles read(Config config) {
        return read(config, null);
    }

    /** Reads again, and keeps what was there where a file is not in order now. */
    static TlsFiles read(Config config, @Nullable TlsFiles previous) {
        TlsFiles files = new TlsFiles(config);
        for (TlsConfig.CertificateFiles pair : config.tls().certificates()) {
            files.readPair(new KeyPairFiles(pair.cert(), pair.key()), pair.at(), previous);
        }
        for (SiteConfig site : config.sites()) {
            files.readSite(site, previous);
        }
        return files;
    }

    private void readSite(SiteConfig site, @Nullable TlsFiles previous) {
        if (site.tls() instanceof SiteTls.Files(Path cert, Path key)) {
            readPair(new KeyPairFiles(cert, key), site.at(), previous);
        }
        if (site.clientCa() != null) {
            readAuthorities(site.clientCa(), site.at(), previous);
        }
        for (RouteConfig route : site.routes()) {
            if (route.action() instanceof Action.Forward(List<Target> targets)) {
                for (Target target : targets) {
                    if (target.ca() != null) {
                        readAuthorities(target.ca(), target.at(), previous);
                    }
                }
            }
        }
    }

    private void readPair(KeyPairFiles pair, Position at, @Nullable TlsFiles previous) {
        paths.add(pair.cert());
        paths.add(pair.key());
        if (keys.containsKey(pair)) {
            return;
        }
        try {
            CertifiedKey certified = pair.load();
            tryOut(pair, certified);
            keys.put(pair, certified);
            checkDates(pair.cert(), certified.chain().getFirst(), at);
        } catch (PemException e) {
            errors.add(problem(at, e.getMessage()));
            CertifiedKey kept = previous == null ? null : previous.keys.get(pair);
            if (kept != null) {
                keys.put(pair, kept);
            }
        }
    }

    /** The TLS library has the last word on what it takes. */
    private static void tryOut(KeyPairFiles pair, CertifiedKey certified) throws PemException {
        try {
            SslContext context = new ServerContexts(TlsConfig.MinVersion.TLS_1_2).build(certified, List.of());
            ReferenceCountUtil.release(context);
        } catch (SSLException e) {
            throw new PemException(pair.cert(), "is not accepted by the TLS library: " + e.getMessage());
        }
    }

    private void checkDates(Path file, X509Certificate certificate, Position at) {
        Instant now = Instant.now();
        Instant from = certificate.getNotBefore().toInstant();
        Instant until = certificate.getNotAfter().toInstant();
        if (now.isAfter(until)) {
            warnings.add(problem(
                    at, file + " expired at " + until + ": clients refuse it; replace it, it is re-read by itself"));
        } else if (now.isBefore(from)) {
            warnings.add(problem(at, file + " is not valid before " + from + "; is this machine's clock right?"));
        } else if (now.plus(SOON).isAfter(until)) {
            warnings.add(problem(at, file + " expires soon, at " + until));
        }
    }

    private void readAuthorities(Path file, Position at, @Nullable TlsFiles previous) {
        paths.add(file);
        if (authorities.containsKey(file)) {
            return;
        }
        try {
            authorities.put(file, List.copyOf(Pem.certificates(file)));
        } catch (PemException e) {
            errors.add(problem(at, e.getMessage()));
            List<X509Certificate> kept = previous == null ? null : previous.authorities.get(file);
            if (kept != null) {
                authorities.put(file, kept);
            }
        }
    }

    private Problem problem(Position at, String message) {
        return new Problem(config.file().toString(), at, message, "", 1, 1);
    }

    /** The configuration that names the files. */
    public Config config() {
        return config;
    }

    /** What keeps the configuration from being used, each naming the file and what was expected. */
    public List<Problem> errors() {
        return List.copyOf(errors);
    }

    /** What works but will trouble users, such as a certificate that has expired. */
    public List<Problem> warnings() {
        return List.copyOf(warnings);
    }

    /** Whether a certificate of {@code tls.certificates} is for this host: lower case, wildcards as {@code *.example.com}. */
    public boolean cover(String host) {
        for (TlsConfig.CertificateFiles pair : config.tls().certificates()) {
            CertifiedKey certified = keys.get(new KeyPairFiles(pair.cert(), pair.key()));
            boolean covers = certified != null
                    && (host.startsWith("*.")
                            ? certified.names().coversAllBelow(host.substring(2))
                            : certified.names().covers(host));
            if (covers) {
                return true;
            }
        }
        return false;
    }

    /** The certificate of a pair that was read; null where it could not be. */
    @Nullable
    CertifiedKey key(KeyPairFiles pair) {
        return keys.get(pair);
    }

    /** The certificates of a CA file; null where it could not be read. */
    @Nullable
    List<X509Certificate> authorities(Path file) {
        return authorities.get(file);
    }

    Set<Path> paths() {
        return paths;
    }
}
