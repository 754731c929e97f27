package dev.sluice.observe;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongFunction;

/**
 * The one thread that writes the program's own log. Whoever has something to say, a loop too, leaves it in a queue and never waits: what
 * finds no room is dropped and counted, and the log says so when its reader goes on.
 */
final class LogWriter implements Runnable {
    private static final int MAX_WAITING = 1 << 20;
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final ConcurrentLinkedQueue<byte[]> lines = new ConcurrentLinkedQueue<>();
    private final OutputStream out;
    private final LongFunction<byte[]> droppedLine;
    private final Thread thread;
    private final AtomicLong waiting = new AtomicLong();
    private final AtomicLong added = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private volatile long done;
    private volatile long reported;

    private LogWriter(OutputStream out, LongFunction<byte[]> droppedLine) {
        this.out = out;
        this.droppedLine = droppedLine;
        this.thread = Thread.ofPlatform().name("program-log").daemon().unstarted(this);
    }

    /**
     * Starts the thread.
     *
     * @param droppedLine the line that says how many were dropped
     */
    static LogWriter start(OutputStream out, LongFunction<byte[]> droppedLine) {
        LogWriter writer = new LogWriter(out, droppedLine);
        writer.thread.start();
        return writer;
    }

    /** Leaves a whole line, or several, to be written in turn. Any thread; does not wait, and takes no lock. */
    void add(byte[] line) {
        if (waiting.addAndGet(line.length) > MAX_WAITING) {
            waiting.addAndGet(-line.length);
            dropped.incrementAndGet();
            return;
        }
        added.incrementAndGet();
        lines.add(line);
        LockSupport.unpark(thread);
    }

    /** How many were dropped, because the output was too slow or broken. Any thread. */
    long dropped() {
        return dropped.get();
    }

    /** Waits until everything has been written, or the time is up; says which. */
    boolean flush(Duration atMost) {
        long end = System.nanoTime() + atMost.toNanos();
        while (!isIdle() && end - System.nanoTime() > 0) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
        return isIdle();
    }

    private boolean isIdle() {
        return done == added.get() && reported == dropped.get();
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // written by this thread only
    public void run() {
        while (true) {
            byte[] line = lines.poll();
            if (line != null) {
                write(line);
                waiting.addAndGet(-line.length);
                done++;
            } else if (reported != dropped.get()) {
                report(dropped.get());
            } else {
                LockSupport.park(this);
            }
        }
    }

    private void write(byte[] line) {
        try {
            out.write(line);
            out.flush();
        } catch (IOException broken) {
            dropped.incrementAndGet(); // nobody is there to be told
            reported = dropped.get();
        }
    }

    private void report(long all) {
        long before = reported;
        write(droppedLine.apply(all - before));
        reported = Math.max(reported, all);
    }
}
