package dev.sluice.http;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the client of one connection, made once when its first request comes.
 *
 * @param address the client's address: the peer's, or the one that a trusted PROXY header gave
 * @param port the client's port, or 0 where it is not known
 * @param trusted whether the peer is one of {@code trusted-proxies}, so that its forwarding fields are believed
 * @param localPort the port of the listener, as clients see it
 * @param tls what was agreed in the handshake, or null on a plain connection
 */
public record ClientFacts(
        InetAddress address,
        int port,
        boolean trusted,
        int localPort,
        @Nullable TlsFacts tls) {

    /** Whether the connection is encrypted. */
    public boolean secure() {
        return tls != null;
    }

    /**
     * What was agreed in the handshake.
     *
     * @param serverName the name that the client asked for by SNI, in lower case, or null
     * @param protocol the version, such as {@code TLSv1.3}
     * @param cipher the cipher suite's name
     * @param clientSubject the subject of the client's verified certificate (RFC 4514), or null
     */
    public record TlsFacts(
            @Nullable String serverName,
            String protocol,
            String cipher,
            @Nullable String clientSubject) {}
}
