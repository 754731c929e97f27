package dev.sluice.docker;

import java.time.Duration;

/** Closes a connection when its time is up, which ends whatever waits for it: blocking channels have no limit of their own. */
final class TimeLimit implements AutoCloseable {
    private final Thread thread;
    private volatile boolean expired;

    TimeLimit(Duration limit, Connection connection) {
        thread = Thread.ofPlatform().daemon().name("docker time limit").start(() -> {
            try {
                Thread.sleep(limit);
                expired = true;
                connection.close();
            } catch (InterruptedException inTime) {
                return;
            }
        });
    }

    /** Whether it was too late. */
    boolean expired() {
        return expired;
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
