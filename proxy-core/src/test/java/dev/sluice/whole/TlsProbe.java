package dev.sluice.whole;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** A client that takes any certificate and shows what it was given. */
final class TlsProbe implements AutoCloseable {
    private final SSLSocket socket;

    private TlsProbe(SSLSocket socket) {
        this.socket = socket;
    }

    /** Shakes hands; without SNI where there is no name. */
    static TlsProbe connect(InetSocketAddress address, @Nullable String serverName)
            throws IOException, GeneralSecurityException {
        return connect(address, serverName, "");
    }

    /** The same after some text in plain. */
    static TlsProbe connect(InetSocketAddress address, @Nullable String serverName, String before)
            throws IOException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
        Socket plain = new Socket(address.getAddress(), address.getPort());
        plain.getOutputStream().write(before.getBytes(ISO_8859_1));
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, null, address.getPort(), true);
        if (serverName != null) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setServerNames(List.of(new SNIHostName(serverName)));
            socket.setSSLParameters(parameters);
        }
        socket.setSoTimeout(10_000);
        socket.startHandshake();
        return new TlsProbe(socket);
    }

    /** What the server has shown: its certificate, then its issuers. */
    List<X509Certificate> chain() throws IOException {
        return Arrays.stream(socket.getSession().getPeerCertificates())
                .map(X509Certificate.class::cast)
                .toList();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
