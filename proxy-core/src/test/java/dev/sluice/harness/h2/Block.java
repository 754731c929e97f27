package dev.sluice.harness.h2;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;

/** A field block in HPACK (RFC 7541), written representation by representation; {@link #raw} says anything else. */
public final class Block {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** A block of literals without indexing: names and values in turn. */
    public static byte[] of(String... namesAndValues) {
        return new Block().literals(namesAndValues).bytes();
    }

    /** Literals without indexing: names and values in turn. */
    public Block literals(String... namesAndValues) {
        for (int i = 0; i < namesAndValues.length; i += 2) {
            number(0x00, 4, 0).string(namesAndValues[i]).string(namesAndValues[i + 1]);
        }
        return this;
    }

    /** A literal that enters the dynamic table. */
    public Block indexing(String name, String value) {
        return number(0x40, 6, 0).string(name).string(value);
    }

    /** A literal that enters the dynamic table, its name by index. */
    public Block indexing(int name, String value) {
        return number(0x40, 6, name).string(value);
    }

    /** A literal without indexing, its name by index. */
    public Block literal(int name, String value) {
        return number(0x00, 4, name).string(value);
    }

    /** A literal that is never to be indexed. */
    public Block never(String name, String value) {
        return number(0x10, 4, 0).string(name).string(value);
    }

    /** A literal that is never to be indexed, its name by index. */
    public Block never(int name, String value) {
        return number(0x10, 4, name).string(value);
    }

    /** An indexed field. */
    public Block indexed(int index) {
        return number(0x80, 7, index);
    }

    /** A new size of the dynamic table. */
    public Block tableSize(int size) {
        return number(0x20, 5, size);
    }

    /** These bytes as they are. */
    public Block raw(int... bytes) {
        for (int each : bytes) {
            out.write(each);
        }
        return this;
    }

    /** These bytes as they are. */
    public Block raw(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    /** A string literal without Huffman coding. */
    public Block string(String text) {
        byte[] bytes = text.getBytes(ISO_8859_1);
        number(0x00, 7, bytes.length);
        out.writeBytes(bytes);
        return this;
    }

    /** A string literal whose bytes are a Huffman code already (RFC 7541 §5.2). */
    public Block huffman(byte[] code) {
        number(0x80, 7, code.length);
        out.writeBytes(code);
        return this;
    }

    /** The block. */
    public byte[] bytes() {
        return out.toByteArray();
    }

    /** An integer behind so many bits of prefix (RFC 7541 §5.1). */
    private Block number(int first, int bits, int value) {
        int most = (1 << bits) - 1;
        if (value < most) {
            out.write(first | value);
            return this;
        }
        out.write(first | most);
        int rest = value - most;
        for (; rest >= 0x80; rest >>>= 7) {
            out.write(rest & 0x7f | 0x80);
        }
        out.write(rest);
        return this;
    }
}
