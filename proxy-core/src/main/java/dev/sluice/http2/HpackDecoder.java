package dev.sluice.http2;

import dev.sluice.http.KnownField;

/**
 * Decodes blocks of field lines (RFC 7541). One per worker: what belongs to a connection is its table; strings are decoded into arrays that
 * all connections share.
 */
final class HpackDecoder {
    /** What we allow by default and never change: SETTINGS_HEADER_TABLE_SIZE. */
    static final int TABLE_SIZE = 4096;

    private static final int MAX_INTEGER = 1 << 28;

    private static final int MAX_KEPT = 8 * 1024;
    private static final byte[] NONE = {};

    private final HpackField literal = new HpackField();
    private final HpackField indexed = new HpackField();
    private DynamicTable table = new DynamicTable(0);
    private byte[] names = new byte[64];
    private byte[] values = new byte[512];
    private byte[] in = NONE;
    private int at;
    private int end;
    private byte[] stringIn = NONE;
    private int decodedBytes;
    private int stringFrom;
    private int stringTo;

    /**
     * Decodes one whole block.
     *
     * @throws ConnectionError COMPRESSION_ERROR: nothing that follows could be understood
     */
    void decode(DynamicTable entries, byte[] block, int from, int to, FieldSink sink) throws ConnectionError {
        table = entries;
        in = block;
        at = from;
        end = to;
        decodedBytes = 0;
        try {
            decode(sink);
        } finally {
            in = NONE;
            stringIn = NONE;
            names = names.length > MAX_KEPT ? new byte[64] : names;
            values = values.length > MAX_KEPT ? new byte[512] : values;
        }
    }

    private void decode(FieldSink sink) throws ConnectionError {
        boolean first = true;
        while (at < end) {
            int b = in[at] & 0xff;
            if ((b & 0x80) != 0) {
                pass(entry(integer(0x7f)), sink);
            } else if ((b & 0xc0) == 0x40) {
                literal(0x3f);
                pass(literal, sink);
                remember();
            } else if ((b & 0xe0) == 0x20) {
                resize(first);
                continue;
            } else {
                literal(0x0f);
                pass(literal, sink);
            }
            first = false;
        }
    }

    private void pass(HpackField field, FieldSink sink) {
        decodedBytes += field.size();
        sink.field(field);
    }

    /** How many bytes the fields of the last block were, as RFC 9113 §6.5.2 counts. */
    int decodedBytes() {
        return decodedBytes;
    }

    private void resize(boolean allowed) throws ConnectionError {
        int size = integer(0x1f);
        if (!allowed || size > TABLE_SIZE) {
            throw broken(allowed ? "a table size above what was agreed" : "a table size update after a field");
        }
        table.capacity(size);
    }

    @SuppressWarnings("ReferenceEquality") // is it the very array that an eviction changes?
    private void remember() {
        if (literal.name == table.bytes()) {
            // the entry that has the name may have to leave for this one (RFC 7541 §4.4)
            int length = literal.nameTo - literal.nameFrom;
            names = names.length < length ? new byte[length] : names;
            System.arraycopy(literal.name, literal.nameFrom, names, 0, length);
            int tag = literal.tag();
            literal.name(names, 0, length, literal.known);
            table.add(literal, tag);
        } else {
            table.add(literal, literal.tag());
        }
    }

    private HpackField entry(int index) throws ConnectionError {
        if (index > 0 && index <= StaticTable.LENGTH) {
            return StaticTable.get(index);
        }
        int dynamic = index - StaticTable.LENGTH - 1;
        if (index == 0 || dynamic >= table.count()) {
            throw broken("an index that no table has");
        }
        indexed.entry(table, dynamic);
        return indexed;
    }

    private void literal(int prefix) throws ConnectionError {
        int index = integer(prefix);
        if (index > 0) {
            HpackField named = entry(index);
            literal.name(named.name, named.nameFrom, named.nameTo, named.known);
        } else {
            names = string(names);
            literal.name(stringIn, stringFrom, stringTo, KnownField.of(stringIn, stringFrom, stringTo));
        }
        values = string(values);
        literal.value(stringIn, stringFrom, stringTo);
    }

    /** Reads a string (RFC 7541 §5.2): where it lies, or decoded into {@code scratch}, which is returned, perhaps enlarged. */
    private byte[] string(byte[] scratch) throws ConnectionError {
        if (at >= end) {
            throw broken("a block that ends in the middle of a field");
        }
        boolean huffman = (in[at] & 0x80) != 0;
        int length = integer(0x7f);
        if (length > end - at) {
            throw broken("a block that ends in the middle of a field");
        }
        int from = at;
        at += length;
        if (!huffman) {
            stringIn = in;
            stringFrom = from;
            stringTo = at;
            return scratch;
        }
        int room = Huffman.longestDecoded(length);
        byte[] large = scratch.length < room ? new byte[room] : scratch;
        stringIn = large;
        stringFrom = 0;
        stringTo = Huffman.decode(in, from, at, large);
        return large;
    }

    /** Reads an integer (RFC 7541 §5.1) whose first byte has the bits of {@code prefix} for it. */
    private int integer(int prefix) throws ConnectionError {
        int value = in[at++] & prefix;
        if (value < prefix) {
            return value;
        }
        for (int shift = 0; at < end; shift += 7) {
            int b = in[at++] & 0xff;
            value += (b & 0x7f) << shift;
            if (value < 0 || value > MAX_INTEGER || shift > 21) {
                throw broken("an integer that is too large");
            }
            if ((b & 0x80) == 0) {
                return value;
            }
        }
        throw broken("a block that ends in the middle of an integer");
    }

    private static ConnectionError broken(String detail) {
        return new ConnectionError(ErrorCode.COMPRESSION_ERROR, detail);
    }
}
