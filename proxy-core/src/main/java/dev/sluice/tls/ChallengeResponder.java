package dev.sluice.tls;

import org.jspecify.annotations.Nullable;

/** Asked first when a CA wants to see a {@code tls-alpn-01} challenge answered (RFC 8737). */
public interface ChallengeResponder {
    /** The application protocol of such a connection (RFC 8737 section 6.2). */
    String PROTOCOL = "acme-tls/1";

    /**
     * The challenge's certificate for a name, or null where none is being proved. On an event loop: must not block.
     *
     * @param serverName in lower case
     */
    @Nullable
    ServerTls answer(String serverName);
}
