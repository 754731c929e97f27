package dev.sluice.tls;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProtocols;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.ReferenceCountUtil;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * TLS contexts towards {@code https} backends. Equal settings give the same context, so that it may be part of an endpoint's
 * identity.
 *
 * <p>Handlers are to be made with {@code context.newHandler(allocator, host, port)}: the host is what is asked for by SNI and
 * what the certificate must be valid for. Any thread; the first use of the system's CAs takes a moment.
 */
public final class BackendTls implements AutoCloseable {
    private static final String UNVERIFIED = "off";
    private static final String SYSTEM = "system";

    private final Map<String, SslContext> contexts = new HashMap<>();

    /** Makes an empty cache. */
    public BackendTls() {}

    /**
     * The context for a target.
     *
     * @param verify whether the certificate must come from a trusted CA and be valid for the target's host
     * @param ca PEM file with the CAs to trust, as they are now; null for {@link SystemAuthorities the system's}
     * @throws PemException when the file cannot be used
     */
    public synchronized SslContext context(boolean verify, @Nullable Path ca) throws PemException {
        if (!verify) {
            return cached(UNVERIFIED, BackendTls::unverified);
        }
        if (ca == null) {
            return cached(SYSTEM, () -> verified(SystemAuthorities.read()));
        }
        List<X509Certificate> authorities = Pem.certificates(ca);
        return cached(CertifiedKey.fingerprint(authorities), () -> verified(authorities));
    }

    private SslContext cached(String key, Supplier<SslContextBuilder> builder) {
        return contexts.computeIfAbsent(key, absent -> {
            try {
                return builder.get().build();
            } catch (SSLException e) {
                throw new IllegalStateException("the TLS library cannot make a client", e);
            }
        });
    }

    private static SslContextBuilder verified(List<X509Certificate> authorities) {
        return client().trustManager(authorities).endpointIdentificationAlgorithm("HTTPS");
    }

    private static SslContextBuilder unverified() {
        return client().trustManager(InsecureTrustManagerFactory.INSTANCE).endpointIdentificationAlgorithm(null);
    }

    private static SslContextBuilder client() {
        return SslContextBuilder.forClient()
                .sslProvider(ServerContexts.PROVIDER)
                .protocols(SslProtocols.TLS_v1_3, SslProtocols.TLS_v1_2);
    }

    /** Gives up the contexts; open connections keep theirs. */
    @Override
    public synchronized void close() {
        contexts.values().forEach(ReferenceCountUtil::release);
        contexts.clear();
    }
}
