package dev.sluice.route;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An immutable map from byte strings to values: open addressing, at most half full, so that a look-up takes about two probes however
 * many entries there are. Allocates nothing per look-up; safe for all threads.
 */
final class ByteTable<V> {
    private final byte[][] keys;
    private final int[] hashes;
    private final List<V> values;
    private final int[] valueAt;
    private final int mask;
    private final int longestKey;

    /** A table of these keys; {@code values.get(i)} belongs to {@code keys.get(i)}. Of equal keys the first counts. */
    ByteTable(List<byte[]> keys, List<V> values) {
        int capacity = Math.max(2, Integer.highestOneBit(Math.max(1, keys.size() * 2 - 1)) * 2);
        this.keys = new byte[capacity][];
        this.hashes = new int[capacity];
        this.valueAt = new int[capacity];
        this.values = List.copyOf(values);
        this.mask = capacity - 1;
        int longest = 0;
        for (int i = 0; i < keys.size(); i++) {
            put(keys.get(i), i);
            longest = Math.max(longest, keys.get(i).length);
        }
        longestKey = longest;
    }

    /** The value of {@code bytes[from, to)}, or null. */
    @Nullable
    V get(byte[] bytes, int from, int to) {
        return to - from > longestKey ? null : get(ByteHash.of(bytes, from, to), bytes, from, to);
    }

    /** The same where the hash is known. */
    @Nullable
    V get(int hash, byte[] bytes, int from, int to) {
        for (int slot = ByteHash.slot(hash, mask); keys[slot] != null; slot = (slot + 1) & mask) {
            if (is(slot, hash, bytes, from, to)) {
                return values.get(valueAt[slot]);
            }
        }
        return null;
    }

    /** The length of the longest key, 0 where there is none. */
    int longestKey() {
        return longestKey;
    }

    boolean isEmpty() {
        return values.isEmpty();
    }

    /** How many slots a look-up looks at. */
    int probes(byte[] bytes, int from, int to) {
        int hash = ByteHash.of(bytes, from, to);
        int probes = 1;
        for (int slot = ByteHash.slot(hash, mask); keys[slot] != null; slot = (slot + 1) & mask) {
            if (is(slot, hash, bytes, from, to)) {
                break;
            }
            probes++;
        }
        return probes;
    }

    private void put(byte[] key, int index) {
        int hash = ByteHash.of(key, 0, key.length);
        int slot = ByteHash.slot(hash, mask);
        while (keys[slot] != null) {
            if (is(slot, hash, key, 0, key.length)) {
                return;
            }
            slot = (slot + 1) & mask;
        }
        keys[slot] = key;
        hashes[slot] = hash;
        valueAt[slot] = index;
    }

    private boolean is(int slot, int hash, byte[] bytes, int from, int to) {
        byte[] key = keys[slot];
        return hashes[slot] == hash && key.length == to - from && Arrays.equals(key, 0, key.length, bytes, from, to);
    }
}
