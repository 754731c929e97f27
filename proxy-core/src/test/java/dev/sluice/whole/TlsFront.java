package dev.sluice.whole;

import dev.sluice.harness.RawBackend;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/**
 * The TLS of a backend: what comes out of a finished handshake goes to a {@link RawBackend}, whose answers go back; where HTTP/2 was chosen, to
 * another port.
 */
final class TlsFront implements AutoCloseable {
    private final SSLServerSocket listener;
    private final int plainPort;
    private final int http2Port;
    private final Queue<Socket> open = new ConcurrentLinkedQueue<>();
    private final AtomicInteger attempts = new AtomicInteger();
    private final AtomicInteger handshakes = new AtomicInteger();

    TlsFront(SSLContext context, RawBackend backend) throws IOException {
        this(context, backend.port(), 0);
    }

    /** With HTTP/2, which is preferred, if {@code http2Port} is not 0. */
    TlsFront(SSLContext context, int plainPort, int http2Port) throws IOException {
        this.plainPort = plainPort;
        this.http2Port = http2Port;
        listener = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 64, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** How many connections have come. */
    int attempts() {
        return attempts.get();
    }

    /** How many of them have finished their handshake. */
    int handshakes() {
        return handshakes.get();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
    }

    private void accept() {
        try {
            while (true) {
                SSLSocket near = (SSLSocket) listener.accept();
                attempts.incrementAndGet();
                open.add(near);
                Thread.ofVirtual().start(() -> serve(near));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void serve(SSLSocket near) {
        try (near) {
            if (http2Port != 0) {
                SSLParameters parameters = near.getSSLParameters();
                parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
                near.setSSLParameters(parameters);
            }
            near.startHandshake();
            handshakes.incrementAndGet();
            int port = "h2".equals(near.getApplicationProtocol()) ? http2Port : plainPort;
            try (Socket far = new Socket(InetAddress.getLoopbackAddress(), port)) {
                open.add(far);
                Thread.ofVirtual().start(() -> pass(far, near));
                pass(near, far);
            }
        } catch (IOException refused) {
            // The proxy did not like the certificate: the counters tell.
        }
    }

    private static void pass(Socket from, Socket to) {
        try (to) {
            InputStream in = from.getInputStream();
            in.transferTo(to.getOutputStream());
        } catch (IOException gone) {
            // One side has ended; so does the other.
        }
    }
}
