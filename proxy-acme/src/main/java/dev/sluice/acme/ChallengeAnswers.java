package dev.sluice.acme;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;

/** The data plane's side of a challenge: what it is to answer while a name is being proved. Any thread; must not block for long. */
public interface ChallengeAnswers {

    /**
     * Answers {@code /.well-known/acme-challenge/TOKEN} for a host from now on (RFC 8555 section 8.3).
     *
     * @param host lower case; an IP address without brackets
     */
    void answerHttp(String host, String token, String authorization);

    /** The token is not asked for any more. */
    void forgetHttp(String token);

    /**
     * Answers handshakes for {@code acme-tls/1} with this certificate from now on (RFC 8737).
     *
     * @param serverName lower case; for an IP address its name under {@code in-addr.arpa} or {@code ip6.arpa} (RFC 8738 section 6)
     */
    void answerTls(String serverName, X509Certificate certificate, PrivateKey key);

    /** The name is not being proved any more. */
    void forgetTls(String serverName);
}
