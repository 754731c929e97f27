package dev.sluice.tls;

import dev.sluice.config.TlsConfig.MinVersion;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProtocols;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLException;

/**
 * Makes TLS contexts towards clients: versions, ciphers and application protocols are the same for all.
 *
 * @param minVersion the lowest version that is spoken
 */
record ServerContexts(MinVersion minVersion) {
    /** BoringSSL where its library fits the platform, else the JDK's own TLS. */
    static final SslProvider PROVIDER = OpenSsl.isAvailable() ? SslProvider.OPENSSL_REFCNT : SslProvider.JDK;

    /** The key is only passed through it: the usual kind would encrypt it first, which takes tens of milliseconds. */
    static final String KEY_STORE = "JKS";

    /** What ALPN offers, in order of preference, to clients and backends. */
    static final ApplicationProtocolConfig ALPN = new ApplicationProtocolConfig(
            Protocol.ALPN,
            SelectorFailureBehavior.NO_ADVERTISE,
            SelectedListenerFailureBehavior.ACCEPT,
            ApplicationProtocolNames.HTTP_2,
            ApplicationProtocolNames.HTTP_1_1);

    /** Forward secrecy and authenticated encryption only. */
    static final List<String> CIPHERS = List.of(
            "TLS_AES_128_GCM_SHA256",
            "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    /**
     * Makes a context.
     *
     * @param clientAuthorities whom client certificates must come from; empty asks for none
     */
    SslContext build(CertifiedKey certified, List<X509Certificate> clientAuthorities) throws SSLException {
        SslContextBuilder builder = SslContextBuilder.forServer(
                        certified.key(), certified.chain().toArray(X509Certificate[]::new))
                .sslProvider(PROVIDER)
                .keyStoreType(KEY_STORE)
                .protocols(protocols())
                .ciphers(CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
                .applicationProtocolConfig(ALPN)
                .sessionTimeout(TicketKeys.LIFETIME.toSeconds());
        if (clientAuthorities.isEmpty()) {
            // otherwise each context would carry the system's CAs, which nobody asks it about
            builder.trustManager(NoAuthorities.INSTANCE);
        } else {
            builder.trustManager(ClientVerifier.of(clientAuthorities)).clientAuth(ClientAuth.REQUIRE);
        }
        return builder.build();
    }

    private List<String> protocols() {
        return switch (minVersion) {
            case TLS_1_2 -> List.of(SslProtocols.TLS_v1_3, SslProtocols.TLS_v1_2);
            case TLS_1_3 -> List.of(SslProtocols.TLS_v1_3);
        };
    }
}
