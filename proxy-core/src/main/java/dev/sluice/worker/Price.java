package dev.sluice.worker;

/**
 * What things cost while they are there, beside the bytes that they carry: a little more than what was measured, so that what is admitted
 * fits. {@code docs/memory.md} has the measurements.
 */
public enum Price {
    /** A client's connection with HTTP/1.1, or one that has not said yet what it speaks. */
    CONNECTION(2_000, 1_024, 1),
    /** TLS on a client's connection, beside it. */
    TLS(2_000, 6 * 1024, 0),
    /** A handshake that is under way, beside that. */
    HANDSHAKE(1_000, 8 * 1024, 0),
    /** HTTP/2 on a client's connection, beside it; its tables are counted as they grow. */
    HTTP2(3_500, 1_024, 0),
    /** A request that is being answered; the bytes of its head are counted beside it. */
    EXCHANGE(1_000, 0, 0),
    /** The stream of HTTP/2 that a request came on. */
    STREAM(700, 0, 0),
    /** A connection to a backend, whoever uses it. */
    BACKEND(2_200, 1_024, 1);

    private final int heap;
    private final int nativeBytes;
    private final int descriptors;

    Price(int heap, int nativeBytes, int descriptors) {
        this.heap = heap;
        this.nativeBytes = nativeBytes;
        this.descriptors = descriptors;
    }

    /** Bytes on the heap. */
    public int heap() {
        return heap;
    }

    /** Bytes outside of the heap. */
    public int nativeBytes() {
        return nativeBytes;
    }

    /** Open files. */
    public int descriptors() {
        return descriptors;
    }
}
