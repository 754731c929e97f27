package dev.sluice.tls;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.SslContextBuilder;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** The {@code tls-alpn-01} challenges that are open now (RFC 8737). Event loops read one immutable map; any thread may change it. */
public final class AlpnChallenges implements ChallengeResponder {
    private volatile Map<String, ServerTls> open = Map.of();

    AlpnChallenges() {}

    @Override
    public @Nullable ServerTls answer(String serverName) {
        return open.get(serverName);
    }

    /** Answers for a name, in lower case, with this certificate from now on. */
    public synchronized void open(String serverName, X509Certificate certificate, PrivateKey key) {
        ServerTls made = make(serverName, CertifiedKey.of(List.of(certificate), key, "tls-alpn-01"));
        Map<String, ServerTls> next = new HashMap<>(open);
        ServerTls before = next.put(CertificateNames.canonical(serverName), made);
        open = Map.copyOf(next);
        if (before != null) {
            before.release();
        }
    }

    /** The name is not being proved any more. */
    public synchronized void close(String serverName) {
        Map<String, ServerTls> next = new HashMap<>(open);
        ServerTls before = next.remove(CertificateNames.canonical(serverName));
        open = Map.copyOf(next);
        if (before != null) {
            before.release();
        }
    }

    private static ServerTls make(String serverName, CertifiedKey certified) {
        try {
            SslContextBuilder builder = SslContextBuilder.forServer(
                            certified.key(), certified.chain().toArray(X509Certificate[]::new))
                    .sslProvider(ServerContexts.PROVIDER)
                    .keyStoreType(ServerContexts.KEY_STORE)
                    .trustManager(NoAuthorities.INSTANCE)
                    .applicationProtocolConfig(new ApplicationProtocolConfig(
                            Protocol.ALPN,
                            SelectorFailureBehavior.NO_ADVERTISE,
                            SelectedListenerFailureBehavior.ACCEPT,
                            PROTOCOL));
            return new ServerTls(builder.build(), "tls-alpn-01 " + serverName, false, certified);
        } catch (SSLException e) {
            throw new IllegalStateException("the TLS library refuses the challenge's certificate for " + serverName, e);
        }
    }
}
