package dev.sluice.worker;

import io.netty.channel.EventLoop;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;

/**
 * One event loop and what only it touches.
 *
 * <p>All methods are to be called on the worker's own loop, except {@link #index()} and {@link #loop()}.
 */
public final class Worker {
    private final int index;
    private final EventLoop loop;
    private final DeadlineWheel deadlines;
    private final ClientConnections clients;
    private long randomState;
    private long heldNanos;

    /**
     * Makes the worker of one loop.
     *
     * @param index from 0, dense over all workers of the process: per-worker state is kept in arrays by it
     * @param loop the event loop that this worker stands for
     */
    public Worker(int index, EventLoop loop) {
        this.index = index;
        this.loop = loop;
        this.deadlines = new DeadlineWheel(loop);
        this.randomState = System.nanoTime() ^ (0x9E3779B97F4A7C15L * (index + 1));
        this.clients = new ClientConnections(this, new SecureRandom().nextLong());
    }

    /** The worker's number, from 0. Any thread. */
    public int index() {
        return index;
    }

    /** The event loop. Any thread. */
    public EventLoop loop() {
        return loop;
    }

    /** The timers of this worker. */
    public DeadlineWheel deadlines() {
        return deadlines;
    }

    /** The client connections of this worker. */
    public ClientConnections clients() {
        return clients;
    }

    /** The monotonic clock in nanoseconds, as {@link System#nanoTime()}; while it is held, the time at which that began. */
    public long now() {
        long held = heldNanos;
        return held == 0 ? System.nanoTime() : held;
    }

    /**
     * Holds the clock while bytes that have come are worked on: that takes microseconds, and asks for the time a dozen times. To be
     * followed by {@link #releaseClock}, whatever happens.
     */
    public void holdClock() {
        heldNanos = System.nanoTime();
    }

    /** Lets the clock go on. */
    public void releaseClock() {
        heldNanos = 0;
    }

    /**
     * Goes on in the loop's next turn, after what the network has for others, for whoever has much to do; tasks would come before that. Does
     * nothing if the loop is about to end.
     */
    public void inNextTurn(Runnable rest) {
        if (!loop.isShuttingDown()) {
            loop.schedule(rest, 1, TimeUnit.NANOSECONDS);
        }
    }

    /** A pseudo-random number below {@code bound} (which is at least 1); for balancing and jitter, never for secrets. */
    public int random(int bound) {
        return (int) ((nextRandom() >>> 33) % bound);
    }

    /** 64 pseudo-random bits (SplitMix64); never for secrets. */
    public long nextRandom() {
        randomState += 0x9E3779B97F4A7C15L;
        long z = randomState;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
