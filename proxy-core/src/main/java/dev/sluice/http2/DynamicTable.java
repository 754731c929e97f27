package dev.sluice.http2;

import dev.sluice.http.Ascii;
import java.util.Arrays;

/**
 * A dynamic table (RFC 7541 §2.3.2): the newest entries within a size, the oldest leave first.
 *
 * <p>All names and values lie in one array, entry behind entry, and each entry is four numbers in another, so that a connection that is
 * idle holds little more than the bytes that RFC 7541 §4.1 counts. Both arrays grow with what is in the table.
 */
final class DynamicTable {
    private static final int SMALLEST_ENTRY = 32;
    private static final int STRIDE = 4;
    private static final int START = 0;
    private static final int VALUE_START = 1;
    private static final int END = 2;
    private static final int TAG = 3;
    private static final int INITIAL_BYTES = 256;
    private static final int INITIAL_ENTRIES = 8;
    private static final byte[] NO_BYTES = {};
    private static final int[] NO_ENTRIES = {};

    private byte[] bytes = NO_BYTES;
    private int end;
    private int[] entries = NO_ENTRIES;
    private int newest = -1;
    private int count;
    private int size;
    private int capacity;

    /** Makes an empty table of this capacity, in bytes as RFC 7541 §4.1 counts. */
    DynamicTable(int capacity) {
        this.capacity = capacity;
    }

    int count() {
        return count;
    }

    int capacity() {
        return capacity;
    }

    /** How many bytes of heap the table holds. */
    int held() {
        return bytes.length + entries.length * Integer.BYTES;
    }

    /** The array that holds the bytes of all entries; it may be another one after {@link #add}. */
    byte[] bytes() {
        return bytes;
    }

    /** Where the name of the entry at an index starts in {@link #bytes}; 0 is the newest, the last below {@link #count}. */
    int nameStart(int index) {
        return entries[base(index) + START];
    }

    /** Where the entry's name ends and its value starts. */
    int valueStart(int index) {
        return entries[base(index) + VALUE_START];
    }

    /** Where the entry's value ends. */
    int valueEnd(int index) {
        return entries[base(index) + END];
    }

    /** The number that was given with the entry. */
    int tag(int index) {
        return entries[base(index) + TAG];
    }

    private int base(int index) {
        if (index < 0 || index >= count) {
            throw new IllegalStateException("no entry " + index);
        }
        return ((newest - index) & (entries.length / STRIDE - 1)) * STRIDE;
    }

    /** The index of the newest entry with this tag, this value, and this name in any case, or -1. */
    int find(int tag, byte[] name, int nameFrom, int nameTo, byte[] value, int from, int to) {
        int mask = entries.length - 1;
        int at = newest * STRIDE + TAG;
        for (int i = 0; i < count; i++, at -= STRIDE) {
            if (entries[at & mask] == tag && has(i, name, nameFrom, nameTo, value, from, to)) {
                return i;
            }
        }
        return -1;
    }

    private boolean has(int index, byte[] name, int nameFrom, int nameTo, byte[] value, int from, int to) {
        int start = nameStart(index);
        int valueStart = valueStart(index);
        if (valueStart - start != nameTo - nameFrom
                || !Arrays.equals(bytes, valueStart, valueEnd(index), value, from, to)) {
            return false;
        }
        for (int i = start, j = nameFrom; i < valueStart; i++, j++) {
            if (Ascii.lower(bytes[i]) != Ascii.lower(name[j])) {
                return false;
            }
        }
        return true;
    }

    /** Sets how large it may be; what is too much leaves. */
    void capacity(int most) {
        capacity = most;
        evict(capacity);
    }

    /**
     * Adds an entry; one that is larger than the whole table empties it (RFC 7541 §4.4).
     *
     * @param field whose bytes are not this table's own
     * @param tag a number that the caller wants to find with it
     */
    void add(HpackField field, int tag) {
        int entrySize = field.size();
        if (entrySize > capacity) {
            evict(0);
            return;
        }
        evict(capacity - entrySize);
        int nameLength = field.nameTo - field.nameFrom;
        int valueLength = field.valueTo - field.valueFrom;
        reserve(nameLength + valueLength);
        if (count == entries.length / STRIDE) {
            growEntries();
        }
        newest = (newest + 1) & (entries.length / STRIDE - 1);
        count++;
        size += entrySize;
        int base = newest * STRIDE;
        entries[base + START] = end;
        System.arraycopy(field.name, field.nameFrom, bytes, end, nameLength);
        end += nameLength;
        entries[base + VALUE_START] = end;
        System.arraycopy(field.value, field.valueFrom, bytes, end, valueLength);
        end += valueLength;
        entries[base + END] = end;
        entries[base + TAG] = tag;
    }

    private void evict(int wanted) {
        while (size > wanted) {
            size -= valueEnd(count - 1) - nameStart(count - 1) + SMALLEST_ENTRY;
            count--;
        }
        if (count == 0) {
            end = 0;
        }
    }

    /** Makes room at the end: moves what is there to the front, into a larger array if it fills more than half of this one. */
    private void reserve(int more) {
        if (bytes.length - end >= more) {
            return;
        }
        int start = count == 0 ? end : nameStart(count - 1);
        int live = end - start;
        byte[] target = bytes;
        if (bytes.length - live < more + (bytes.length >> 2)) {
            target = new byte[Math.max(INITIAL_BYTES, Math.max(live + more, bytes.length + (bytes.length >> 1)))];
        }
        System.arraycopy(bytes, start, target, 0, live);
        bytes = target;
        end = live;
        for (int i = 0; i < count; i++) {
            int base = base(i);
            entries[base + START] -= start;
            entries[base + VALUE_START] -= start;
            entries[base + END] -= start;
        }
    }

    private void growEntries() {
        int[] larger = new int[Math.max(INITIAL_ENTRIES * STRIDE, entries.length * 2)];
        for (int i = 0; i < count; i++) {
            System.arraycopy(entries, base(count - 1 - i), larger, i * STRIDE, STRIDE);
        }
        entries = larger;
        newest = count - 1;
    }
}
