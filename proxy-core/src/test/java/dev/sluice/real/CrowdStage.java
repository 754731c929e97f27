package dev.sluice.real;

import dev.sluice.harness.Message;
import dev.sluice.harness.Peer;
import dev.sluice.harness.RawBackend;
import dev.sluice.harness.RawClient;
import dev.sluice.harness.SluiceProcess;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A process with so little memory before a backend that answers {@code /fast}, {@code /big} (10 MB) and {@code /socket} (101, then
 * nothing) leaves {@code /hang} without an answer, and is not
 * there for {@code held.test}.
 */
final class CrowdStage implements AutoCloseable {
    private static final int JOINING_AT_ONCE = 4;
    private final RawBackend backend;
    private final SluiceProcess sluice;
    private final AtomicBoolean over = new AtomicBoolean();
    private final List<Thread> watchers = new ArrayList<>();
    private final Queue<Long> waits = new ConcurrentLinkedQueue<>();
    private final Queue<String> unanswered = new ConcurrentLinkedQueue<>();
    private final Queue<String> unansweredNeighbours = new ConcurrentLinkedQueue<>();
    private volatile long anonymous;

    private CrowdStage(RawBackend backend, SluiceProcess sluice) {
        this.backend = backend;
        this.sluice = sluice;
    }

    /**
     * Starts it. From then on its memory is watched, and newcomers ask it all the time.
     *
     * @param options for the virtual machine
     */
    static CrowdStage start(Path folder, String options) throws IOException {
        CrowdStage stage = alone(folder, options);
        stage.watchers.add(Thread.ofVirtual().start(stage::watchMemory));
        stage.watchers.add(Thread.ofVirtual().start(() -> stage.ask("127.0.0.1", stage.unansweredNeighbours)));
        stage.watchers.add(Thread.ofVirtual().start(() -> stage.ask("127.0.0.2", stage.unanswered)));
        return stage;
    }

    /**
     * Starts it, and leaves it alone.
     *
     * @param options for the virtual machine
     */
    static CrowdStage alone(Path folder, String options) throws IOException {
        RawBackend backend = RawBackend.startForgetful(CrowdStage::talk);
        try {
            String to = "{tls: self-signed, redirect-http: off, to: \"" + backend.target() + "\"}";
            String held = "{tls: off, hold: 10m, to: \"127.0.0.1:1\"}"; // where nothing listens
            String sites = "sites:\n  app.test: %s\n  new.test: %s\n  held.test: %s\n".formatted(to, to, held);
            return new CrowdStage(backend, SluiceProcess.startWith(folder, options, sites));
        } catch (IOException | RuntimeException | AssertionError failed) {
            backend.close();
            throw failed;
        }
    }

    /** So many of this crowd; those that were turned away are not among them. */
    List<Socket> join(Crowd crowd, int count) throws InterruptedException {
        List<Socket> there = new ArrayList<>();
        List<Future<Socket>> joining = new ArrayList<>();
        try (ExecutorService pool = Executors.newFixedThreadPool(JOINING_AT_ONCE)) {
            for (int i = 0; i < count; i++) {
                joining.add(pool.submit(() -> crowd.join(sluice.plain(), sluice.tls())));
            }
            for (Future<Socket> each : joining) {
                try {
                    there.add(each.get());
                } catch (ExecutionException turnedAway) {
                    continue; // when memory is short some are, and the test asks of those that stay
                }
            }
        }
        return there;
    }

    /** The process. */
    SluiceProcess sluice() {
        return sluice;
    }

    /** How many newcomers were answered. */
    int answered() {
        return waits.size();
    }

    /** What happened to newcomers that were not. */
    List<String> unanswered() {
        return List.copyOf(unanswered);
    }

    /** What happened to those who have the crowd's own address. On a busy machine, the edge cannot always tell them from the crowd. */
    List<String> unansweredNeighbours() {
        return List.copyOf(unansweredNeighbours);
    }

    /** How long a newcomer waited at most. */
    Duration longestWait() {
        return Duration.ofNanos(waits.stream().mapToLong(Long::longValue).max().orElse(0));
    }

    /** The most memory so far that is no page of a file, in bytes. */
    long mostAnonymous() {
        return anonymous;
    }

    @Override
    public void close() throws IOException {
        over.set(true);
        for (Thread each : watchers) {
            try {
                each.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        try (backend) {
            sluice.close();
        }
    }

    private void watchMemory() {
        try {
            while (!over.get()) {
                anonymous = Math.max(anonymous, sluice.process().anonymous());
                Thread.sleep(50);
            }
        } catch (IOException | InterruptedException ended) {
            return; // the process is gone, which is looked at elsewhere
        }
    }

    private void ask(String from, Queue<String> failures) {
        try {
            while (!over.get()) {
                askOnce(from, sluice.plain(), failures);
                Thread.sleep(100);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void askOnce(String from, InetSocketAddress address, Queue<String> failures) {
        long start = System.nanoTime();
        try (RawClient client = RawClient.plainFrom(from, address)) {
            Message answer = client.exchange("GET /fast HTTP/1.1", "Host: new.test");
            if (answer.status() == 200) {
                waits.add(System.nanoTime() - start);
            } else if (!over.get()) {
                failures.add(answer.toString());
            }
        } catch (IOException | AssertionError failed) {
            if (!over.get()) {
                failures.add(failed.toString());
            }
        }
    }

    private static void talk(Peer peer) throws IOException, InterruptedException {
        for (Message head = peer.requestHead(); ; head = peer.requestHead()) {
            switch (head.target()) {
                case "/fast" -> peer.respondOk("fast");
                case "/big" -> big(peer);
                case "/socket" -> {
                    peer.sendHead("HTTP/1.1 101 Switching Protocols", "Connection: Upgrade", "Upgrade: websocket");
                    awaitEnd(peer);
                    return;
                }
                default -> {
                    if (head.method().equals("POST")) {
                        Thread.sleep(Duration.ofMinutes(1)); // and takes nothing of its body
                    }
                    awaitEnd(peer);
                    return;
                }
            }
        }
    }

    private static void awaitEnd(Peer peer) throws IOException {
        peer.patience(Duration.ZERO);
        peer.untilClosed();
    }

    private static void big(Peer peer) throws IOException {
        peer.sendHead("HTTP/1.1 200 OK", "Content-Length: 10000000");
        byte[] piece = new byte[100_000];
        for (int i = 0; i < 100; i++) {
            peer.send(piece);
        }
    }
}
