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
    private static final String ALPN_ON = " h2";

    private final Map<String, SslContext> contexts = new HashMap<>();

    /** Makes an empty cache. */
    public BackendTls() {}

    /**
     * The context for a target.
     *
     * @param verify whether the certificate must come from a trusted CA and be valid for the target's host
     * @param http2 whether HTTP/2 is offered beside HTTP/1.1 (RFC 7301); what was agreed on is asked of the handler
     * @param ca PEM file with the CAs to trust, as they are now; null for {@link SystemAuthorities the system's}
     * @throws PemException when the file cannot be used
     */
    public synchronized SslContext context(boolean verify, @Nullable Path ca, boolean http2) throws PemException {
        if (!verify) {
            return cached(UNVERIFIED, http2, BackendTls::unverified);
        }
        if (ca == null) {
            return cached(SYSTEM, http2, () -> verified(SystemAuthorities.read()));
        }
        List<X509Certificate> authorities = Pem.certificates(ca);
        return cached(CertifiedKey.fingerprint(authorities), http2, () -> verified(authorities));
    }

    private SslContext cached(String key, boolean http2, Supplier<SslContextBuilder> builder) {
        return contexts.computeIfAbsent(http2 ? key + ALPN_ON : key, absent -> {
            try {
                SslContextBuilder made = builder.get();
                return (http2 ? made.applicationProtocolConfig(ServerContexts.ALPN) : made).build();
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
