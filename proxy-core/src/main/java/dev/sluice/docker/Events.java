package dev.sluice.docker;

import dev.sluice.config.DockerAddress;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The engine's stream of events. That something has happened is all that is taken of it, as the list is read again for whatever
 * reason; so an event may have any form and any length.
 */
final class Events implements AutoCloseable {
    private static final Duration QUIET = Duration.ofMillis(100);
    private static final Duration LONGEST_UNREST = Duration.ofMillis(400);

    private final DockerAddress address;
    private final Connection connection;
    private final BlockingQueue<Boolean> news = new ArrayBlockingQueue<>(1);
    private volatile @Nullable IOException end;

    Events(DockerAddress address, Connection connection, InputStream in) {
        this.address = address;
        this.connection = connection;
        Thread.ofPlatform().daemon().name("docker events").start(() -> read(in));
    }

    private void read(InputStream in) {
        byte[] some = new byte[4096];
        try {
            while (in.read(some) >= 0) {
                news.offer(true);
            }
            end = new IOException("the stream of events has ended");
        } catch (IOException e) {
            end = e;
        }
        news.offer(true);
    }

    /**
     * Waits until something has happened and it is quiet again, or the time is up.
     *
     * @throws EngineTrouble where the stream has ended
     */
    void await(Duration atMost) throws EngineTrouble, InterruptedException {
        boolean any = happened(atMost);
        long since = System.nanoTime();
        while (any && System.nanoTime() - since < LONGEST_UNREST.toNanos()) {
            any = happened(QUIET);
        }
        IOException ended = end;
        if (ended != null) {
            throw EngineAdvice.of(address, ended);
        }
    }

    private boolean happened(Duration atMost) throws InterruptedException {
        return end == null && news.poll(atMost.toNanos(), TimeUnit.NANOSECONDS) != null;
    }

    @Override
    public void close() {
        connection.close();
    }
}
