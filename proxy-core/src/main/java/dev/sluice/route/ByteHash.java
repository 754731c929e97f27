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

    /** The slot to start at in a table of a power of two; FNV leaves the high bits better mixed than the low ones. */
    static int slot(int hash, int mask) {
        int mixed = hash * 0x9E3779B9;
        return (mixed ^ (mixed >>> 16)) & mask;
    }
}
