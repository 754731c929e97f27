package dev.sluice.harness.h2;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A backend on loopback that speaks HTTP/2 by prior knowledge, every connection by a script on a virtual thread of its own. A script
 * that throws anything but an {@link IOException} fails the test at {@link #close()}.
 */
public final class H2Backend implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private final ServerSocket listener = new ServerSocket();
    private final Script script;
    private final AtomicInteger connections = new AtomicInteger();
    private final Set<H2Peer> open = ConcurrentHashMap.newKeySet();
    private final List<Frame> requests = new CopyOnWriteArrayList<>();
    private final List<Throwable> broken = new CopyOnWriteArrayList<>();
    private volatile boolean closed;

    private H2Backend(Script script) throws IOException {
        this.script = script;
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
        Thread.ofVirtual().name("h2 backend " + listener.getLocalPort()).start(this::accept);
    }

    /** What to do with one connection; it is closed when the script returns. */
    @FunctionalInterface
    public interface Script {
        /** Talks to the proxy, from the preface on: {@link H2Peer#open} comes first. */
        void talk(H2Peer peer) throws Exception;
    }

    /** Starts a backend on a port that the system chooses. */
    public static H2Backend start(Script script) throws IOException {
        return new H2Backend(script);
    }

    /** Starts a backend that answers every request with its method, path and body. */
    public static H2Backend echo() throws IOException {
        return start(peer -> {
            peer.open();
            peer.echoAll();
        });
    }

    /** {@code h2c://127.0.0.1:port}, as a configuration names it. */
    public String target() {
        return "h2c://127.0.0.1:" + port();
    }

    /** The port. */
    public int port() {
        return listener.getLocalPort();
    }

    /** How many connections were accepted so far. */
    public int connections() {
        return connections.get();
    }

    /** How many connections are open. */
    public int openConnections() {
        return open.size();
    }

    /** The heads of all requests that were taken so far. */
    public List<Frame> requests() {
        return List.copyOf(requests);
    }

    void saw(Frame head) {
        requests.add(head);
    }

    @Override
    public void close() throws IOException {
        closed = true;
        listener.close();
        for (H2Peer peer : open) {
            peer.close();
        }
        if (!broken.isEmpty()) {
            throw new AssertionError("a backend's script failed", broken.getFirst());
        }
    }

    private void accept() {
        while (true) {
            try {
                Socket socket = listener.accept();
                int number = connections.incrementAndGet();
                Thread.ofVirtual().name("h2 backend connection " + number).start(() -> talk(number, socket));
            } catch (IOException ended) {
                return;
            }
        }
    }

    private void talk(int number, Socket socket) {
        try (H2Peer peer = new H2Peer(this, number, socket)) {
            peer.patience(PATIENCE);
            open.add(peer);
            run(peer);
            open.remove(peer);
        } catch (IOException gone) {
            // The proxy may close at any time; what that means for the client is what the test looks at.
        }
    }

    private void run(H2Peer peer) {
        try {
            script.talk(peer);
        } catch (IOException gone) {
            // as above
        } catch (Exception | AssertionError e) {
            if (!closed) {
                broken.add(e);
            }
        }
    }
}
