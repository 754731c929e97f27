package dev.sluice.observe;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one thread that writes the access log: every quarter of a second, or when a ring is half full. */
final class LineWriter implements Runnable {
    private static final Logger LOGGER = LoggerFactory.getLogger(LineWriter.class);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long LAST_FLUSH_MILLIS = 2_000;
    private static final long WARN_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final List<LineRing> rings;
    private final OutputStream out;
    private final Thread thread;
    private volatile boolean stopping;
    private volatile long lost;
    private long droppedSeen;
    private long quietUntil = System.nanoTime();

    LineWriter(List<LineRing> rings, OutputStream out) {
        this.rings = rings;
        this.out = out;
        this.thread = Thread.ofPlatform().name("access-log").daemon().unstarted(this);
    }

    void start() {
        thread.start();
    }

    /** Makes the thread look now. Any thread, a loop too: it does not wait. */
    void wake() {
        LockSupport.unpark(thread);
    }

    /** Lines that were taken from a ring and could not be written. */
    long lost() {
        return lost;
    }

    void close() {
        stopping = true;
        wake();
        try {
            thread.join(LAST_FLUSH_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void run() {
        boolean last;
        do {
            // read before the rings are: what was added before close() is then still written
            last = stopping;
            drain();
            warnOfDrops();
            if (!last) {
                LockSupport.parkNanos(this, PAUSE_NANOS);
            }
        } while (!last);
    }

    private void drain() {
        for (LineRing ring : rings) {
            try {
                ring.drainTo(out);
            } catch (IOException e) {
                lose(ring, e);
            }
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // written by this thread only
    private void lose(LineRing ring, IOException cause) {
        lost += ring.discard();
        if (System.nanoTime() - quietUntil >= 0) {
            quietUntil = System.nanoTime() + WARN_NANOS;
            LOGGER.warn(
                    "the access log cannot be written: {}; its lines are lost until that works again",
                    cause.getMessage());
        }
    }

    private void warnOfDrops() {
        long dropped = 0;
        for (LineRing ring : rings) {
            dropped += ring.dropped();
        }
        if (dropped != droppedSeen && System.nanoTime() - quietUntil >= 0) {
            quietUntil = System.nanoTime() + WARN_NANOS;
            LOGGER.warn(
                    "lines of the access log dropped: {}, as whatever reads standard output is too slow",
                    dropped - droppedSeen);
            droppedSeen = dropped;
        }
    }
}
