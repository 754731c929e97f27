package dev.sluice.whole;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.cert.Certificate;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** A client whose TLS the test decides: certificate, trust, and what was sent before the handshake. */
final class TlsClient implements AutoCloseable {
    private final SSLSocket socket;

    /**
     * Connects and shakes hands.
     *
     * @param before sent in plain text first
     * @param serverName the SNI, also looked for in the certificate
     */
    TlsClient(InetSocketAddress address, String before, SSLContext context, String serverName) throws IOException {
        Socket plain = new Socket(address.getAddress(), address.getPort());
        plain.getOutputStream().write(before.getBytes(ISO_8859_1));
        socket = (SSLSocket) context.getSocketFactory().createSocket(plain, serverName, address.getPort(), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName(serverName)));
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.setSoTimeout(10_000);
        try {
            socket.startHandshake();
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** The certificate that the server has shown. */
    Certificate certificate() throws IOException {
        return socket.getSession().getPeerCertificates()[0];
    }

    /** Sends a GET for the host, with further fields, and gives the status of the answer, which is read whole. */
    int status(String host, String... fields) throws IOException {
        String more = fields.length == 0 ? "" : String.join("\r\n", fields) + "\r\n";
        socket.getOutputStream()
                .write(("GET / HTTP/1.1\r\nHost: " + host + "\r\n" + more + "\r\n").getBytes(ISO_8859_1));
        InputStream in = socket.getInputStream();
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("the connection ended after '" + head + "'");
            }
            head.append((char) next);
        }
        String length = head.toString().replaceAll("(?is).*\r\ncontent-length: *([0-9]+)\r\n.*", "$1");
        in.readNBytes(Integer.parseInt(length));
        return Integer.parseInt(head.substring(9, 12));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
