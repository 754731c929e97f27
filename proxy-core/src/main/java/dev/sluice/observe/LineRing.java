package dev.sluice.observe;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Lines on their way from one worker's loop to the writing thread: a ring of bytes with one producer and one consumer, without
 * locks. The producer publishes whole lines; what does not fit is dropped and counted.
 */
final class LineRing {
    private static final VarHandle HEAD = handle("head");
    private static final VarHandle TAIL = handle("tail");
    private static final VarHandle DROPPED = handle("dropped");

    private final byte[] bytes;
    private final int mask;
    private long head;
    private long tail;
    private long dropped;

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
        long at = tail;
        if (at + length - headSeen > bytes.length / 2) {
            headSeen = (long) HEAD.getAcquire(this);
            if (at + length - headSeen > bytes.length) {
                DROPPED.setOpaque(this, dropped + 1);
                return false;
            }
        }
        copyIn(line, length, (int) at & mask);
        TAIL.setRelease(this, at + length);
        return shouldWake(at + length);
    }

    /** Writes what is there and makes room. On the writing thread. Returns how many bytes. */
    int drainTo(OutputStream out) throws IOException {
        long from = head;
        int length = (int) ((long) TAIL.getAcquire(this) - from);
        if (length == 0) {
            return 0;
        }
        int start = (int) from & mask;
        int first = Math.min(length, bytes.length - start);
        out.write(bytes, start, first);
        if (length > first) {
            out.write(bytes, 0, length - first);
        }
        HEAD.setRelease(this, from + length);
        return length;
    }

    /** Throws away what is there. On the writing thread. Returns how many lines. */
    int discard() {
        long from = head;
        long to = (long) TAIL.getAcquire(this);
        int lines = 0;
        for (long i = from; i < to; i++) {
            if (bytes[(int) i & mask] == '\n') {
                lines++;
            }
        }
        HEAD.setRelease(this, to);
        return lines;
    }

    /** How many lines found no room. Any thread. */
    long dropped() {
        return (long) DROPPED.getOpaque(this);
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

    private static VarHandle handle(String field) {
        try {
            return MethodHandles.lookup().findVarHandle(LineRing.class, field, long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
