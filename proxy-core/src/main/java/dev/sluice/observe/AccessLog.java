package dev.sluice.observe;

import dev.sluice.config.LogConfig;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The access log: one line for each exchange that has ended.
 *
 * <p>A line is made on the worker's loop, into bytes, without garbage, and left in that worker's {@link LineRing}; one thread
 * writes what the rings hold. A loop never waits for it: a line that finds no room is dropped and counted.
 */
public final class AccessLog implements AutoCloseable {
    /** About 1,500 usual lines: more than a second worker needs until the writing thread is scheduled. */
    private static final int RING_BYTES = 512 * 1024;

    private final List<WorkerLog> workers = new ArrayList<>();
    private final List<LineRing> rings = new ArrayList<>();
    private final LineWriter writer;
    private final AtomicReference<LogConfig> config;

    private AccessLog(LogConfig config, int workers, int ringBytes, OutputStream out) {
        this.config = new AtomicReference<>(config);
        for (int i = 0; i < workers; i++) {
            rings.add(new LineRing(ringBytes));
        }
        this.writer = new LineWriter(rings, out);
        for (LineRing ring : rings) {
            this.workers.add(new WorkerLog(this, ring, writer));
        }
    }

    /**
     * Starts the access log on standard output.
     *
     * @param workers how many workers there are
     */
    public static AccessLog toStandardOutput(LogConfig config, int workers) {
        return start(config, workers, RING_BYTES, new FileOutputStream(FileDescriptor.out));
    }

    /** Starts an access log on a stream of its own, which gets whole lines but for those longer than {@code ringBytes}. */
    static AccessLog start(LogConfig config, int workers, int ringBytes, OutputStream out) {
        AccessLog log = new AccessLog(config, workers, ringBytes, out);
        log.writer.start();
        return log;
    }

    /** Switches the log off or on, or to another format, from the next line on. Any thread. */
    public void configure(LogConfig newConfig) {
        config.setOpaque(newConfig);
    }

    /** How many lines were lost because the output was too slow or broken. Any thread. */
    public long dropped() {
        long sum = writer.lost();
        for (LineRing ring : rings) {
            sum += ring.dropped();
        }
        return sum;
    }

    /** Writes what is left and ends. To be called when the workers have stopped; waits at most two seconds for a stuck output. */
    @Override
    public void close() {
        writer.close();
    }

    WorkerLog worker(int index) {
        return workers.get(index);
    }

    /** On a loop: a plain read, which need not see a change at once. */
    LogConfig config() {
        return config.getOpaque();
    }
}
