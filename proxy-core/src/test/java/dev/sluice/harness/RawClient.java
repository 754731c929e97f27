package dev.sluice.harness;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** A client that sends exactly what the test says. */
public final class RawClient extends Wire {
    private static final int CONNECT_MILLIS = 5_000;

    private RawClient(Socket socket) throws IOException {
        super(socket, socket.getInputStream());
    }

    /** Connects in plain text. */
    public static RawClient plain(InetSocketAddress address) throws IOException {
        return new RawClient(connected(new Socket(), address));
    }

    /** Connects in plain text from this address of loopback, such as {@code 127.0.0.2}. */
    public static RawClient plainFrom(String own, InetSocketAddress address) throws IOException {
        Socket socket = new Socket();
        socket.bind(new InetSocketAddress(own, 0));
        return new RawClient(connected(socket, address));
    }

    /** Connects in plain text with a small receive window, so that a client that does not read is soon felt. */
    public static RawClient slowReader(InetSocketAddress address) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(64 * 1024);
        return new RawClient(connected(socket, address));
    }

    /**
     * Connects with TLS and verifies the server's certificate.
     *
     * @param root PEM file of the only certificate authority trusted
     * @param serverName sent as SNI and looked for in the certificate
     */
    public static RawClient tls(InetSocketAddress address, Path root, String serverName) throws IOException {
        Socket plain = connected(new Socket(), address);
        try {
            SSLSocket socket = (SSLSocket)
                    trusting(root).getSocketFactory().createSocket(plain, serverName, address.getPort(), true);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setServerNames(List.of(new SNIHostName(serverName)));
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            socket.setSoTimeout(10_000);
            socket.startHandshake();
            return new RawClient(socket);
        } catch (IOException e) {
            plain.close();
            throw e;
        }
    }

    /** Reads the whole next response to a request of a method other than HEAD; an interim response counts as one. */
    public Message response() throws IOException {
        return responseTo("GET");
    }

    /** Reads the whole next response to a request of this method. */
    public Message responseTo(String method) throws IOException {
        return reader.responseBody(readHead(), method);
    }

    /** Sends the head and reads the whole response. */
    public Message exchange(String... lines) throws IOException {
        sendHead(lines);
        return responseTo(lines[0].startsWith("HEAD ") ? "HEAD" : "GET");
    }

    /** The negotiated TLS version, such as {@code TLSv1.3}. */
    public String tlsVersion() {
        return ((SSLSocket) socket).getSession().getProtocol();
    }

    /** The certificate that the server has shown. */
    public X509Certificate certificate() throws IOException {
        return (X509Certificate) ((SSLSocket) socket).getSession().getPeerCertificates()[0];
    }

    /** The port this client speaks from. */
    public int localPort() {
        return socket.getLocalPort();
    }

    private static Socket connected(Socket socket, InetSocketAddress address) throws IOException {
        try {
            socket.connect(address, CONNECT_MILLIS);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** A context that trusts this PEM file's certificate and no other. */
    public static SSLContext trusting(Path root) throws IOException {
        try (InputStream pem = Files.newInputStream(root)) {
            Certificate certificate = CertificateFactory.getInstance("X.509").generateCertificate(pem);
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            store.setCertificateEntry("root", certificate);
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot trust " + root, e);
        }
    }
}
