package dev.sluice.http2;

import dev.sluice.http.Ascii;
import dev.sluice.http.Fields;
import dev.sluice.http.KnownField;
import io.netty.buffer.ByteBuf;

/**
 * Encodes blocks of field lines (RFC 7541). One per connection and direction, as it keeps the table.
 *
 * <p>A line enters the table when it comes a second time: those that differ in every message push nothing out.
 */
final class HpackEncoder {
    private static final int TABLE_SIZE = 4096;
    private static final int LONGEST_INDEXED = 512;
    private static final int SEEN = 128;
    private static final int[] NOTHING = {};
    private static final byte[] NO_BYTES = {};
    private static final int STATUS_200 = 8;
    private static final int[] STATIC_NAME = new int[KnownField.values().length];
    private static final boolean[] SENSITIVE = new boolean[STATIC_NAME.length];
    private static final boolean[] OF_ONE_CONNECTION = new boolean[STATIC_NAME.length];

    static {
        for (KnownField field : KnownField.values()) {
            byte[] name = field.lower();
            STATIC_NAME[field.number()] = StaticTable.indexOf(name, 0, name.length);
        }
        // RFC 7541 §7.1.3: what others might guess by its compressed length is never put in a table
        for (KnownField field : new KnownField[] {
            KnownField.AUTHORIZATION, KnownField.COOKIE, KnownField.SET_COOKIE, KnownField.PROXY_AUTHORIZATION
        }) {
            SENSITIVE[field.number()] = true;
        }
        // RFC 9113 §8.2.2
        for (KnownField field : new KnownField[] {
            KnownField.CONNECTION,
            KnownField.KEEP_ALIVE,
            KnownField.PROXY_CONNECTION,
            KnownField.TRANSFER_ENCODING,
            KnownField.UPGRADE,
            KnownField.HTTP2_SETTINGS,
            KnownField.HOST
        }) {
            OF_ONE_CONNECTION[field.number()] = true;
        }
    }

    private final DynamicTable table = new DynamicTable(TABLE_SIZE);
    private final HpackField entry = new HpackField();
    private int[] seen = NOTHING;
    private int announced = TABLE_SIZE;
    private boolean resized;

    /** The peer says how large a table it keeps for us. */
    void peerTableSize(long bytes) {
        int wanted = (int) Math.min(bytes, TABLE_SIZE);
        if (wanted != table.capacity()) {
            table.capacity(wanted);
            announced = Math.min(announced, wanted);
            resized = true;
        }
    }

    /** How many bytes of heap it holds. */
    int held() {
        return table.held() + seen.length * Integer.BYTES;
    }

    /** Starts a block. */
    void start(ByteBuf out) {
        if (resized) {
            // RFC 7541 §4.2: the smallest size in between is told too
            resized = false;
            if (announced < table.capacity()) {
                integer(out, 0x20, 0x1f, announced);
            }
            announced = table.capacity();
            integer(out, 0x20, 0x1f, announced);
        }
    }

    void status(ByteBuf out, int status) {
        int index = switch (status) {
            case 200 -> STATUS_200;
            case 204 -> 9;
            case 206 -> 10;
            case 304 -> 11;
            case 400 -> 12;
            case 404 -> 13;
            case 500 -> 14;
            default -> 0;
        };
        if (index > 0) {
            out.writeByte(0x80 | index);
        } else {
            out.writeByte(STATUS_200).writeByte(3);
            out.writeByte('0' + status / 100).writeByte('0' + status / 10 % 10).writeByte('0' + status % 10);
        }
    }

    /** A line of the static table as it is. */
    void indexed(ByteBuf out, int staticIndex) {
        out.writeByte(0x80 | staticIndex);
    }

    /** A line with a name of the static table that is not remembered, such as {@code :path}. */
    void literal(ByteBuf out, int staticName, byte[] bytes, int from, int to) {
        integer(out, 0, 0x0f, staticName);
        string(out, bytes, from, to);
    }

    /** A line with a name of the static table that most likely comes again, such as {@code :authority}. */
    void remembered(ByteBuf out, int staticName, byte[] bytes, int from, int to) {
        byte[] name = StaticTable.get(staticName).name;
        line(out, staticName, name, 0, name.length, bytes, from, to);
    }

    /** All live fields but those that concern one HTTP/1 connection only. */
    void fields(ByteBuf out, Fields fields) {
        for (int i = 0; i < fields.size(); i++) {
            if (fields.isLive(i) && carries(fields.known(i))) {
                field(out, fields, i);
            }
        }
    }

    /** Whether HTTP/2 has this field; {@code Host} is {@code :authority} there. */
    boolean carries(KnownField field) {
        return !OF_ONE_CONNECTION[field.number()];
    }

    /** One field. */
    void field(ByteBuf out, Fields fields, int index) {
        byte[] bytes = fields.bytes();
        int known = fields.known(index).number();
        int nameFrom = fields.nameStart(index);
        int nameTo = fields.nameEnd(index);
        int name = STATIC_NAME[known];
        if (fields.known(index) == KnownField.OTHER) {
            name = StaticTable.indexOf(bytes, nameFrom, nameTo);
        }
        int from = fields.valueStart(index);
        int to = fields.valueEnd(index);
        if (SENSITIVE[known]) {
            name(out, 0x10, 0x0f, name, bytes, nameFrom, nameTo);
            string(out, bytes, from, to);
        } else {
            line(out, name, bytes, nameFrom, nameTo, bytes, from, to);
        }
    }

    private void line(
            ByteBuf out, int staticName, byte[] name, int nameFrom, int nameTo, byte[] bytes, int from, int to) {
        int hash = hash(name, nameFrom, nameTo, bytes, from, to);
        int index = table.find(hash, name, nameFrom, nameTo, bytes, from, to);
        if (index >= 0) {
            integer(out, 0x80, 0x7f, StaticTable.LENGTH + 1 + index);
            return;
        }
        if (seen.length == 0) {
            seen = new int[SEEN];
        }
        boolean again = seen[hash & (SEEN - 1)] == hash;
        seen[hash & (SEEN - 1)] = hash;
        if (!again || nameTo - nameFrom + to - from > Math.min(LONGEST_INDEXED, table.capacity() - 32)) {
            name(out, 0, 0x0f, staticName, name, nameFrom, nameTo);
            string(out, bytes, from, to);
            return;
        }
        name(out, 0x40, 0x3f, staticName, name, nameFrom, nameTo);
        shortString(out, bytes, from, to);
        entry.name(name, nameFrom, nameTo, KnownField.OTHER);
        entry.value(bytes, from, to);
        table.add(entry, hash);
        entry.name(NO_BYTES, 0, 0, KnownField.OTHER); // a head must not be held by it
        entry.value(NO_BYTES, 0, 0);
    }

    private static int hash(byte[] name, int nameFrom, int nameTo, byte[] bytes, int from, int to) {
        int hash = 1;
        for (int i = nameFrom; i < nameTo; i++) {
            hash = 31 * hash + (name[i] | 0x20);
        }
        for (int i = from; i < to; i++) {
            hash = 31 * hash + bytes[i];
        }
        hash ^= hash >>> 15;
        return hash == 0 ? 1 : hash;
    }

    private static void name(ByteBuf out, int bits, int prefix, int staticName, byte[] bytes, int from, int to) {
        if (staticName > 0) {
            integer(out, bits, prefix, staticName);
            return;
        }
        out.writeByte(bits);
        integer(out, 0, 0x7f, to - from);
        for (int i = from; i < to; i++) {
            out.writeByte(Ascii.lower(bytes[i]));
        }
    }

    private static void string(ByteBuf out, byte[] bytes, int from, int to) {
        integer(out, 0, 0x7f, to - from);
        out.writeBytes(bytes, from, to - from);
    }

    /** For what is sent once and kept: in the fewest bytes. */
    private static void shortString(ByteBuf out, byte[] bytes, int from, int to) {
        int encoded = Huffman.encodedLength(bytes, from, to);
        if (encoded < to - from) {
            integer(out, 0x80, 0x7f, encoded);
            Huffman.encode(bytes, from, to, out);
        } else {
            string(out, bytes, from, to);
        }
    }

    private static void integer(ByteBuf out, int bits, int prefix, int value) {
        if (value < prefix) {
            out.writeByte(bits | value);
            return;
        }
        out.writeByte(bits | prefix);
        int rest = value - prefix;
        while (rest >= 0x80) {
            out.writeByte((rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        out.writeByte(rest);
    }
}
