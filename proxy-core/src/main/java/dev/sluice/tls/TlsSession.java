package dev.sluice.tls;

import dev.sluice.http.ClientFacts.TlsFacts;
import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AttributeKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * What was agreed on one client's connection. On its event loop.
 *
 * @param tls the certificate and rules that were chosen
 * @param serverName the name that the client asked for by SNI, in lower case, without a trailing dot; null where it sent none
 * @param handler the connection's TLS
 */
public record TlsSession(ServerTls tls, @Nullable String serverName, SslHandler handler) {
    private static final AttributeKey<TlsSession> KEY = AttributeKey.valueOf(TlsSession.class, "session");

    /** The session of a channel; null on plain connections and before the ClientHello. */
    public static @Nullable TlsSession of(Channel channel) {
        return channel.attr(KEY).get();
    }

    void attachTo(Channel channel) {
        channel.attr(KEY).set(this);
    }

    /** The protocol that ALPN agreed on (RFC 7301), such as {@code h2}; null where the client offered none of ours. */
    public @Nullable String applicationProtocol() {
        return handler.applicationProtocol();
    }

    /** What log and forwarding want to know. To be called when the handshake has succeeded. */
    public TlsFacts facts() {
        SSLSession session = handler.engine().getSession();
        return new TlsFacts(serverName, session.getProtocol(), session.getCipherSuite(), clientSubject(session));
    }

    private @Nullable String clientSubject(SSLSession session) {
        X509Certificate client = clientCertificate(session);
        return client == null ? null : client.getSubjectX500Principal().getName(X500Principal.RFC2253);
    }

    /** Whether the client has shown a certificate that has expired since. */
    boolean clientExpired(Instant now) {
        X509Certificate client = clientCertificate(handler.engine().getSession());
        return client != null && client.getNotAfter().toInstant().isBefore(now);
    }

    private @Nullable X509Certificate clientCertificate(SSLSession session) {
        if (!tls.clientCertificate()) {
            return null;
        }
        try {
            return session.getPeerCertificates()[0] instanceof X509Certificate client ? client : null;
        } catch (SSLPeerUnverifiedException _) {
            return null; // the handshake goes on: none under ClientAuth.REQUIRE ends like this
        }
    }
}
