package dev.sluice.http1;

/**
 * Weighs what frames the chunks of a body against what they carry: extensions are allowed (RFC 9112 §7.1.1), but a peer that sends little
 * else costs work without end for a body that hardly grows. Go refuses the same since CVE-2023-39326. On the loop.
 */
final class ChunkOverhead {
    /** A chunk may come with so much around it, as one byte in each chunk is how some programs stream. */
    private static final int FREE_PER_CHUNK = 16;

    private static final int FREE_PER_BYTE = 2;
    private static final int MAX_EXCESS = 16 * 1024;
    private static final int DATA_END = 2;

    private long excess;

    /** A body begins. */
    void reset() {
        excess = 0;
    }

    /**
     * A chunk begins.
     *
     * @param line bytes of its size line, with the line's end
     * @param size bytes that it carries
     */
    void chunk(int line, long size) throws Malformed {
        excess = Math.max(0, excess + line + DATA_END - FREE_PER_CHUNK - FREE_PER_BYTE * size);
        if (excess > MAX_EXCESS) {
            throw new Malformed("the extensions of chunks are much longer than what the chunks carry");
        }
    }
}
