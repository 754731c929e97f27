package dev.sluice.tls;

import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/** A connection of the JDK's own TLS, which looks at no certificate: the tests do. */
final class JavaClient implements AutoCloseable {
    private final SSLSocket socket;

    private JavaClient(SSLSocket socket) {
        this.socket = socket;
    }

    static JavaClient connect(int port, @Nullable String serverName) throws IOException, GeneralSecurityException {
        return connect(port, serverName, null);
    }

    static JavaClient connect(int port, @Nullable String serverName, @Nullable CertifiedKey own)
            throws IOException, GeneralSecurityException {
        SSLSocket socket =
                (SSLSocket) context(own).getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(10_000);
        if (serverName != null) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setServerNames(List.of(new SNIHostName(serverName.getBytes(StandardCharsets.US_ASCII))));
            socket.setSSLParameters(parameters);
        }
        socket.startHandshake();
        return new JavaClient(socket);
    }

    static SSLContext context(@Nullable CertifiedKey own) throws IOException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        if (own != null) {
            store.setKeyEntry("own", own.key(), new char[0], own.chain().toArray(X509Certificate[]::new));
        }
        keys.init(store, new char[0]);
        TrustManager[] trusting = InsecureTrustManagerFactory.INSTANCE.getTrustManagers();
        context.init(keys.getKeyManagers(), trusting, null);
        return context;
    }

    X509Certificate certificate() throws IOException {
        return (X509Certificate) socket.getSession().getPeerCertificates()[0];
    }

    CertificateNames names() throws IOException {
        return CertificateNames.of(certificate());
    }

    /** Sends close_notify and goes on reading to the end. */
    String finish() throws IOException {
        socket.shutdownOutput();
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** Sends a line and reads one. */
    String ask() throws IOException {
        socket.getOutputStream().write("hello\n".getBytes(StandardCharsets.US_ASCII));
        String line =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8)).readLine();
        if (line == null) {
            throw new IOException("the server closed");
        }
        return line;
    }

    void disconnect() throws IOException {
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
