package dev.sluice.dist.training;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** The CA's look at the edge when a challenge is ready: it asks as a CA does, and accepts whatever comes back. */
final class Validation {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private Validation() {}

    static void ask(Order order, Ports edge) throws IOException, GeneralSecurityException {
        if (order.byHttp()) {
            askForToken(order, edge.http());
        } else {
            shakeHands(order.name(), edge.https());
        }
    }

    private static void askForToken(Order order, int port) throws IOException {
        String head = "GET /.well-known/acme-challenge/" + order.token() + " HTTP/1.1\r\nHost: " + order.name()
                + "\r\nConnection: close\r\n\r\n";
        try (Socket socket = new Socket(LOOPBACK, port)) {
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            socket.getInputStream().readAllBytes();
        }
    }

    private static void shakeHands(String name, int port) throws IOException, GeneralSecurityException {
        try (Socket plain = new Socket(LOOPBACK, port);
                SSLSocket socket =
                        (SSLSocket) AnyCertificate.context().getSocketFactory().createSocket(plain, name, port, true)) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setApplicationProtocols(new String[] {"acme-tls/1"});
            socket.setSSLParameters(parameters);
            socket.startHandshake();
        }
    }
}
