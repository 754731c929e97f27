package dev.sluice.tls;

import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslCertificateException;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.ResumableX509ExtendedTrustManager;
import io.netty.internal.tcnative.CertificateVerifier;
import io.netty.internal.tcnative.SSL;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.PKIXReason;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Verifies clients' certificates, when they are shown and again when a session is resumed: a ticket does not outlive the certificate.
 * What is wrong with one becomes the alert that RFC 8446 section 6.2 has for it. Any thread.
 */
final class ClientVerifier extends X509ExtendedTrustManager implements ResumableX509ExtendedTrustManager {
    private static final String ANY_PURPOSE = "2.5.29.37.0";
    private static final String CLIENT_PURPOSE = "1.3.6.1.5.5.7.3.2";

    /** The kind of key, which says nothing about a client's path. */
    private static final String ANY_KEY = "UNKNOWN";

    private final X509ExtendedTrustManager paths;

    private ClientVerifier(X509ExtendedTrustManager paths) {
        this.paths = paths;
    }

    /** Makes one that trusts these authorities and no other. */
    static ClientVerifier of(List<X509Certificate> authorities) {
        try {
            KeyStore store = KeyStore.getInstance(ServerContexts.KEY_STORE);
            store.load(null, null);
            for (int i = 0; i < authorities.size(); i++) {
                store.setCertificateEntry(Integer.toString(i), authorities.get(i));
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            for (TrustManager each : factory.getTrustManagers()) {
                if (each instanceof X509ExtendedTrustManager paths) {
                    return new ClientVerifier(paths);
                }
            }
            throw new IllegalStateException("this Java verifies no certificates");
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("this Java cannot verify certificates", e);
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        try {
            paths.checkClientTrusted(chain, authType, engine);
        } catch (CertificateException e) {
            throw alerting(chain, e);
        }
        if (engine instanceof ReferenceCountedOpenSslEngine library) {
            // the session's tickets are no good from then on, so that the client has to show its certificate, a new one
            // perhaps
            SSL.setTimeout(library.sslPointer(), secondsLeft(chain));
        }
    }

    private static long secondsLeft(X509Certificate[] chain) {
        Instant end = Instant.now().plus(TicketKeys.LIFETIME);
        for (X509Certificate each : chain) {
            Instant notAfter = each.getNotAfter().toInstant();
            end = notAfter.isBefore(end) ? notAfter : end;
        }
        return Math.max(0, Duration.between(Instant.now(), end).toSeconds());
    }

    /** For tickets whose end is not known to them: those of the JDK's TLS, and of processes before an update. */
    @Override
    public void resumeClientTrusted(X509Certificate[] chain, SSLEngine engine) throws CertificateException {
        // without the engine, whose handshake is over
        paths.checkClientTrusted(chain, ANY_KEY);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        paths.checkClientTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        paths.checkClientTrusted(chain, authType, socket);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return paths.getAcceptedIssuers();
    }

    private static CertificateException alerting(X509Certificate[] chain, CertificateException failure)
            throws CertificateException {
        if (!OpenSsl.isAvailable()) {
            return failure; // the JDK's TLS has its own alerts
        }
        return new OpenSslCertificateException(failure, code(chain, failure));
    }

    private static int code(X509Certificate[] chain, CertificateException failure) throws CertificateException {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            switch (cause) {
                case CertificateExpiredException _, CertificateNotYetValidException _ -> {
                    return CertificateVerifier.X509_V_ERR_CERT_HAS_EXPIRED;
                }
                case CertPathBuilderException _ -> {
                    return CertificateVerifier.X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY;
                }
                case CertPathValidatorException invalid
                when isStranger(invalid.getReason()) -> {
                    return CertificateVerifier.X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY;
                }
                default -> {}
            }
        }
        return isForClients(chain[0])
                ? CertificateVerifier.X509_V_ERR_CERT_REJECTED
                : CertificateVerifier.X509_V_ERR_INVALID_PURPOSE;
    }

    /** Of no authority of ours, or of one that has borrowed the name of ours. */
    private static boolean isStranger(CertPathValidatorException.Reason reason) {
        return reason == PKIXReason.NO_TRUST_ANCHOR || reason == BasicReason.INVALID_SIGNATURE;
    }

    private static boolean isForClients(X509Certificate certificate) throws CertificateException {
        List<String> purposes = certificate.getExtendedKeyUsage();
        return purposes == null || purposes.contains(CLIENT_PURPOSE) || purposes.contains(ANY_PURPOSE);
    }

    @Override
    public void resumeServerTrusted(X509Certificate[] chain, SSLEngine engine) throws CertificateException {
        throw isServer();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw isServer();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw isServer();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        throw isServer();
    }

    private static CertificateException isServer() {
        return new CertificateException("this is a server");
    }
}
