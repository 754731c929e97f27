package dev.sluice.http2;

import org.jspecify.annotations.Nullable;

/** A dynamic table (RFC 7541 §2.3.2): the newest entries within a size, oldest leave first. */
final class DynamicTable {
    private static final int SMALLEST_ENTRY = 32;

    private final @Nullable HpackField[] ring;
    private final int mask;
    private int newest = -1;
    private int count;
    private int size;
    private int capacity;

    /** Makes an empty table of a capacity that will never be exceeded by {@link #capacity(int)}, in bytes as RFC 7541 §4.1 counts. */
    DynamicTable(int most) {
        int entries = Math.max(1, Integer.highestOneBit(most / SMALLEST_ENTRY) * 2);
        ring = new @Nullable HpackField[entries];
        mask = entries - 1;
        capacity = most;
    }

    int count() {
        return count;
    }

    int capacity() {
        return capacity;
    }

    /** The entry at an index from 0, the newest, to below {@link #count}. */
    HpackField get(int index) {
        HpackField entry = ring[(newest - index) & mask];
        if (entry == null) {
            throw new IllegalStateException("no entry " + index);
        }
        return entry;
    }

    /** Sets how large it may be; what is too much leaves. */
    void capacity(int bytes) {
        capacity = bytes;
        evict(capacity);
    }

    /** Adds an entry; one that is larger than the whole table empties it (RFC 7541 §4.4). */
    void add(HpackField entry) {
        int entrySize = entry.size();
        if (entrySize > capacity) {
            evict(0);
            return;
        }
        evict(capacity - entrySize);
        newest = (newest + 1) & mask;
        ring[newest] = entry;
        count++;
        size += entrySize;
    }

    private void evict(int wanted) {
        while (size > wanted) {
            int oldest = (newest - count + 1) & mask;
            HpackField entry = ring[oldest];
            if (entry == null) {
                throw new IllegalStateException("the table has lost an entry");
            }
            ring[oldest] = null;
            size -= entry.size();
            count--;
        }
    }
}
