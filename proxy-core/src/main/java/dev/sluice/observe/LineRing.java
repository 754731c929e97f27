package dev.sluice.observe;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Lines on their way from one worker's loop to the writing thread: a ring of bytes with one producer and one consumer, without
 * locks. The producer publishes whole lines; what does not fit is dropped and counted.
 */
final class LineRing {
    private final byte[] bytes;
    private final int mask;
    private final AtomicLong head = new AtomicLong();
    private final AtomicLong tail = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();

    // the producer's own
    private long headSeen;
    private long nextWake;

    /** Makes an empty ring of {@code size} bytes, a power of two. */
    LineRing(int size) {
        if (Integer.bitCount(size) != 1) {
            throw new IllegalArgumentException("not a power of two: " + size);
        }
        this.bytes = new byte[size];
        this.mask = size - 1;
        this.nextWake = size / 2;
    }

    /** Adds a line, or drops it. On the loop. Returns whether the consumer should be woken: the ring is half full. */
    boolean offer(byte[] line, int length) {
        long at = tail.getPlain();
        if (at + length - headSeen > bytes.length / 2) {
            headSeen = head.getAcquire();
            if (at + length - headSeen > bytes.length) {
                dropped.setOpaque(dropped.getPlain() + 1);
                return false;
            }
        }
        copyIn(line, length, (int) at & mask);
        tail.setRelease(at + length);
        return shouldWake(at + length);
    }

    /** Writes what is there and makes room. On the writing thread. Returns how many bytes. */
    int drainTo(OutputStream out) throws IOException {
        long from = head.getPlain();
        int length = (int) (tail.getAcquire() - from);
        if (length == 0) {
            return 0;
        }
        int start = (int) from & mask;
        int first = Math.min(length, bytes.length - start);
        out.write(bytes, start, first);
        if (length > first) {
            out.write(bytes, 0, length - first);
        }
        head.setRelease(from + length);
        return length;
    }

    /** Throws away what is there. On the writing thread. Returns how many lines. */
    int discard() {
        long from = head.getPlain();
        long to = tail.getAcquire();
        int lines = 0;
        for (long i = from; i < to; i++) {
            if (bytes[(int) i & mask] == '\n') {
                lines++;
            }
        }
        head.setRelease(to);
        return lines;
    }

    /** How many lines found no room. Any thread. */
    long dropped() {
        return dropped.getOpaque();
    }

    private void copyIn(byte[] line, int length, int start) {
        int first = Math.min(length, bytes.length - start);
        System.arraycopy(line, 0, bytes, start, first);
        System.arraycopy(line, first, bytes, 0, length - first);
    }

    /** Waking costs a system call: once for each eighth of the ring beyond its half is enough. */
    private boolean shouldWake(long newTail) {
        if (newTail - headSeen <= bytes.length / 2 || newTail < nextWake) {
            return false;
        }
        nextWake = newTail + bytes.length / 8;
        return true;
    }
}
