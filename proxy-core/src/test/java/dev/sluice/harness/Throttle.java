package dev.sluice.harness;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/** A relay on loopback that lets so many bytes a second through in each direction: a slow backend, or a slow client's line. */
public final class Throttle implements AutoCloseable {
    private static final int PIECE = 64 * 1024;
    private final ServerSocket listener;
    private final int toPort;
    private final long bytesPerSecond;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    private Throttle(int toPort, long bytesPerSecond) throws IOException {
        this.toPort = toPort;
        this.bytesPerSecond = bytesPerSecond;
        this.listener = new ServerSocket();
        listener.setReceiveBufferSize(256 * 1024);
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 256);
        Thread.ofVirtual().start(this::accept);
    }

    /** Relays to this port of loopback, each connection and direction at no more than the rate. */
    public static Throttle to(int port, long bytesPerSecond) throws IOException {
        return new Throttle(port, bytesPerSecond);
    }

    /** {@code 127.0.0.1:port}. */
    public String target() {
        return "127.0.0.1:" + port();
    }

    /** The port. */
    public int port() {
        return listener.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket near = listener.accept();
                Socket far = new Socket(InetAddress.getLoopbackAddress(), toPort);
                open.add(near);
                open.add(far);
                Thread.ofVirtual().start(() -> relay(near, far));
                Thread.ofVirtual().start(() -> relay(far, near));
            } catch (IOException gone) {
                // The far side refused, or the relay was closed: the loop's condition tells.
            }
        }
    }

    private void relay(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] piece = new byte[PIECE];
            long start = System.nanoTime();
            long total = 0;
            for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
                out.write(piece, 0, count);
                total += count;
                long due = start + total * 1_000_000_000L / bytesPerSecond;
                LockSupport.parkNanos(due - System.nanoTime());
            }
            to.shutdownOutput();
        } catch (IOException gone) {
            closeQuietly(from);
            closeQuietly(to);
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // Already gone.
        }
    }
}
