package dev.sluice.harness;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A backend on loopback whose every connection is handled by a script on a virtual thread of its own. What it received is kept (the
 * first MiB), so that a test can say what the backend never saw. A script that throws anything but an {@link IOException} fails the
 * test at {@link #close()}.
 */
public final class RawBackend implements AutoCloseable {
    private static final int KEPT = 1 << 20;
    private final ServerSocket listener;
    private final Thread acceptor;
    private final Script script;
    private final boolean keepsHeads;
    private final AtomicInteger connections = new AtomicInteger();
    private final Set<Peer> open = ConcurrentHashMap.newKeySet();
    private final List<Message> requests = new CopyOnWriteArrayList<>();
    private final List<Throwable> broken = new CopyOnWriteArrayList<>();
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();

    private RawBackend(int port, boolean keepsHeads, Script script) throws IOException {
        this.script = script;
        this.keepsHeads = keepsHeads;
        this.listener = new ServerSocket();
        listener.setReuseAddress(true);
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1024);
        this.acceptor =
                Thread.ofVirtual().name("backend " + listener.getLocalPort()).start(this::accept);
    }

    /** What to do with one connection; it is closed when the script returns. */
    @FunctionalInterface
    public interface Script {
        /** Talks to the proxy. An IOException ends the connection and is no error: the proxy may close at any time. */
        void talk(Peer peer) throws Exception;
    }

    /** Starts a backend on a port that the system chooses. */
    public static RawBackend start(Script script) throws IOException {
        return new RawBackend(0, true, script);
    }

    /** The same, but the heads of its requests are not kept: for loads. */
    public static RawBackend startForgetful(Script script) throws IOException {
        return new RawBackend(0, false, script);
    }

    /** Starts a backend on this port, as a restarted one would. */
    public static RawBackend startAt(int port, Script script) throws IOException {
        return new RawBackend(port, true, script);
    }

    /** Starts a backend that answers every request with its method, target and body. */
    public static RawBackend echo() throws IOException {
        return start(Peer::echoAll);
    }

    /** Starts a backend that answers every request with this text. */
    public static RawBackend saying(String text) throws IOException {
        return start(peer -> {
            while (peer.requestOrEnd() != null) {
                peer.respondOk(text);
            }
        });
    }

    /** {@code 127.0.0.1:port}, as a configuration names it. */
    public String target() {
        return "127.0.0.1:" + port();
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

    /** The heads of all requests that were read so far. */
    public List<Message> requests() {
        return List.copyOf(requests);
    }

    /** Everything that was received, on whichever connection, as text. */
    public String received() {
        synchronized (received) {
            return received.toString(ISO_8859_1);
        }
    }

    /** Ends all connections that are open, each with a reset, as the death of a process would. */
    public void resetAll() throws IOException {
        for (Peer peer : open) {
            peer.reset();
        }
    }

    void saw(Message head) {
        if (keepsHeads) {
            requests.add(head);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        awaitAcceptor();
        for (Peer peer : open) {
            peer.close();
        }
        if (!broken.isEmpty()) {
            throw new AssertionError("a backend's script failed", broken.getFirst());
        }
    }

    /** The port is given back by the thread that waits in {@code accept}, which may still take one connection before it does. */
    private void awaitAcceptor() throws IOException {
        try {
            acceptor.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while a backend closes");
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                int number = connections.incrementAndGet();
                Thread.ofVirtual().name("backend connection " + number).start(() -> talk(number, socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void talk(int number, Socket socket) {
        try (Peer peer = new Peer(this, number, socket, recording(socket.getInputStream()))) {
            open.add(peer);
            if (!listener
                    .isClosed()) { // else accepted while it closed: close() may have looked at the open ones already
                run(peer);
            }
            // before the connection closes: whoever sees its end may ask at once what is broken
            open.remove(peer);
        } catch (IOException gone) {
            // The proxy may close at any time; what that means for the client is what the test looks at.
        }
    }

    private void run(Peer peer) {
        try {
            script.talk(peer);
        } catch (WireReader.MalformedException e) {
            broken.add(e);
        } catch (IOException gone) {
            // as above
        } catch (Exception | AssertionError e) {
            broken.add(e);
        }
    }

    private InputStream recording(InputStream in) {
        return new FilterInputStream(in) {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                int count = super.read(bytes, offset, length);
                keep(bytes, offset, count);
                return count;
            }
        };
    }

    private void keep(byte[] bytes, int offset, int count) {
        synchronized (received) {
            if (count > 0 && received.size() < KEPT) {
                received.write(bytes, offset, count);
            }
        }
    }
}
