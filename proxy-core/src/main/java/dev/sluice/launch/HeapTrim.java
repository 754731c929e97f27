package dev.sluice.launch;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides when the heap is collected so that what load took goes back to the system: the collector alone would keep it, as it sees no
 * reason to look at old garbage before the heap is full. One thread at a time.
 */
final class HeapTrim {
    private static final Logger LOG = LoggerFactory.getLogger(HeapTrim.class);
    /** Less than this is not worth a collection. */
    private static final long WORTH = 4L << 20;

    private long kept;

    HeapTrim() {
        this(Runtime.getRuntime().totalMemory());
    }

    /** For tests: what the system has given to the heap at the start, in bytes. */
    HeapTrim(long committed) {
        kept = committed;
    }

    /**
     * Whether a collection is due.
     *
     * @param committed what the system has given to the heap, in bytes
     * @param calm whether there is so little to do that a pause of some tens of milliseconds matters to nobody
     */
    boolean due(long committed, boolean calm) {
        return calm ? committed > kept + WORTH : committed > Allotments.MAX_HEAP;
    }

    /** Collects if that is due. */
    void look(boolean calm) {
        Runtime runtime = Runtime.getRuntime();
        long before = runtime.totalMemory();
        if (due(before, calm)) {
            System.gc();
            kept = runtime.totalMemory();
            LOG.debug("the heap was collected: {} KB before, {} KB after", before >> 10, kept >> 10);
        } else {
            kept = Math.min(kept, before);
        }
    }
}
