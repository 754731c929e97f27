package dev.sluice.route;

/** The hash of the host and path tables, which can be carried on byte by byte. */
final class ByteHash {
    static final int START = 0x811c9dc5;

    private ByteHash() {}

    /** Carries a hash on by one byte (FNV-1a). */
    static int next(int hash, byte b) {
        return (hash ^ b) * 0x01000193;
    }

    /** The hash of a range. */
    static int of(byte[] bytes, int from, int to) {
        int hash = START;
        for (int i = from; i < to; i++) {
            hash = next(hash, bytes[i]);
        }
        return hash;
    }

    /** The slot to start at in a table of a power of two, mixed as MurmurHash3 does: FNV alone puts similar names in a row. */
    static int slot(int hash, int mask) {
        int mixed = (hash ^ (hash >>> 16)) * 0x85ebca6b;
        mixed = (mixed ^ (mixed >>> 13)) * 0xc2b2ae35;
        return (mixed ^ (mixed >>> 16)) & mask;
    }
}
