package dev.sluice.harness.h2;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.sluice.harness.Message.Field;
import io.netty.handler.codec.http2.Http2Error;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One frame as it stands on the wire (RFC 9113 §4.1), right or wrong. One that was read also knows the fields of its block. */
public final class Frame {
    public static final int DATA = 0;
    public static final int HEADERS = 1;
    public static final int PRIORITY = 2;
    public static final int RST_STREAM = 3;
    public static final int SETTINGS = 4;
    public static final int PUSH_PROMISE = 5;
    public static final int PING = 6;
    public static final int GOAWAY = 7;
    public static final int WINDOW_UPDATE = 8;
    public static final int CONTINUATION = 9;

    public static final int END_STREAM = 0x1;
    public static final int ACK = 0x1;
    public static final int END_HEADERS = 0x4;
    public static final int PADDED = 0x8;
    public static final int WITH_PRIORITY = 0x20;

    public static final int HEADER_TABLE_SIZE = 1;
    public static final int ENABLE_PUSH = 2;
    public static final int MAX_CONCURRENT_STREAMS = 3;
    public static final int INITIAL_WINDOW_SIZE = 4;
    public static final int MAX_FRAME_SIZE = 5;
    public static final int MAX_HEADER_LIST_SIZE = 6;
    public static final int ENABLE_CONNECT_PROTOCOL = 8;

    private static final List<String> NAMES = List.of(
            "DATA",
            "HEADERS",
            "PRIORITY",
            "RST_STREAM",
            "SETTINGS",
            "PUSH_PROMISE",
            "PING",
            "GOAWAY",
            "WINDOW_UPDATE",
            "CONTINUATION");

    private final int type;
    private final int flags;
    private final int stream;
    private final byte[] payload;
    private final List<Field> fields;

    Frame(int type, int flags, int stream, byte[] payload, List<Field> fields) {
        this.type = type;
        this.flags = flags;
        this.stream = stream;
        this.payload = payload;
        this.fields = fields;
    }

    /** Any frame. */
    public static Frame of(int type, int flags, int stream, byte... payload) {
        return new Frame(type, flags, stream, payload, List.of());
    }

    /** A whole block of literals: names and values in turn. */
    public static Frame headers(int stream, String... namesAndValues) {
        return block(stream, Block.of(namesAndValues));
    }

    /** A whole block. */
    public static Frame block(int stream, byte[] block) {
        return of(HEADERS, END_HEADERS, stream, block);
    }

    public static Frame continuation(int stream, byte[] block) {
        return of(CONTINUATION, 0, stream, block);
    }

    public static Frame data(int stream, String text) {
        return of(DATA, 0, stream, text.getBytes(ISO_8859_1));
    }

    public static Frame priority(int stream, int dependsOn, int weight) {
        return of(
                PRIORITY,
                0,
                stream,
                ByteBuffer.allocate(5)
                        .putInt(dependsOn)
                        .put((byte) (weight - 1))
                        .array());
    }

    public static Frame reset(int stream, Http2Error error) {
        return of(RST_STREAM, 0, stream, ints((int) error.code()));
    }

    /** Identifiers and values in turn. */
    public static Frame settings(int... settings) {
        ByteBuffer payload = ByteBuffer.allocate(settings.length / 2 * 6);
        for (int i = 0; i < settings.length; i += 2) {
            payload.putShort((short) settings[i]).putInt(settings[i + 1]);
        }
        return of(SETTINGS, 0, 0, payload.array());
    }

    public static Frame ping(long data) {
        return of(PING, 0, 0, ByteBuffer.allocate(8).putLong(data).array());
    }

    public static Frame goAway(int last, int code) {
        return of(GOAWAY, 0, 0, ints(last, code));
    }

    public static Frame windowUpdate(int stream, int increment) {
        return of(WINDOW_UPDATE, 0, stream, ints(increment));
    }

    /** Four bytes for each. */
    public static byte[] ints(int... values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length);
        for (int value : values) {
            bytes.putInt(value);
        }
        return bytes.array();
    }

    /** The same frame with END_STREAM. */
    public Frame last() {
        return flagged(END_STREAM);
    }

    /** The same frame with further flags. */
    public Frame flagged(int more) {
        return new Frame(type, flags | more, stream, payload, fields);
    }

    /** The same frame without these flags. */
    public Frame without(int some) {
        return new Frame(type, flags & ~some, stream, payload, fields);
    }

    public int type() {
        return type;
    }

    public int stream() {
        return stream;
    }

    public byte[] payload() {
        return payload;
    }

    /** Whether it is of this type and stream. */
    public boolean is(int wanted, int on) {
        return type == wanted && stream == on;
    }

    public boolean isLast() {
        return (type == DATA || type == HEADERS) && (flags & END_STREAM) != 0;
    }

    public boolean isAck() {
        return (type == SETTINGS || type == PING) && (flags & ACK) != 0;
    }

    public boolean has(int flag) {
        return (flags & flag) != 0;
    }

    /** The payload's four bytes from here. */
    public int number(int offset) {
        return ByteBuffer.wrap(payload).getInt(offset);
    }

    /** The error that a RST_STREAM or GOAWAY names; null for one that is not known. */
    public @Nullable Http2Error error() {
        return Http2Error.valueOf(Integer.toUnsignedLong(number(type == GOAWAY ? 4 : 0)));
    }

    /** What SETTINGS say of this identifier; null where they say nothing. */
    public @Nullable Integer setting(int identifier) {
        ByteBuffer bytes = ByteBuffer.wrap(payload);
        Integer value = null;
        while (bytes.remaining() >= 6) {
            int id = bytes.getShort();
            int next = bytes.getInt();
            value = id == identifier ? Integer.valueOf(next) : value;
        }
        return value;
    }

    /** The payload as text; without padding, as a receiver that pads nothing itself may see it. */
    public String text() {
        if ((flags & PADDED) == 0) {
            return new String(payload, ISO_8859_1);
        }
        return new String(payload, 1, payload.length - 1 - (payload[0] & 0xff), ISO_8859_1);
    }

    /** The fields of the block that begins here, pseudo-headers too. */
    public List<Field> fields() {
        return fields;
    }

    /** All values of a field, in order. */
    public List<String> values(String name) {
        return fields.stream()
                .filter(field -> field.name().equals(name))
                .map(Field::value)
                .toList();
    }

    /** The value of a field; null when it is not there. */
    public @Nullable String field(String name) {
        List<String> values = values(name);
        return values.isEmpty() ? null : String.join("|", values);
    }

    /** The {@code :status}; 0 when it is not there. */
    public int status() {
        String status = field(":status");
        return status == null ? 0 : Integer.parseInt(status);
    }

    /** The frame on the wire. */
    public byte[] bytes() {
        return ByteBuffer.allocate(9 + payload.length)
                .putInt(payload.length << 8 | type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array();
    }

    /** So many times the same frame. */
    public byte[] times(int count) {
        byte[] one = bytes();
        ByteBuffer all = ByteBuffer.allocate(one.length * count);
        for (int i = 0; i < count; i++) {
            all.put(one);
        }
        return all.array();
    }

    @Override
    public String toString() {
        String name = type < NAMES.size() ? NAMES.get(type) : "type " + type;
        String what = name + "[" + stream + (flags == 0 ? "" : ", flags " + Integer.toHexString(flags)) + "]";
        return switch (type) {
            case RST_STREAM -> what + " " + error();
            case GOAWAY ->
                what + " " + error() + " last " + number(0) + " " + new String(payload, ISO_8859_1).substring(8);
            case HEADERS -> what + " " + fields;
            case WINDOW_UPDATE -> what + " " + number(0);
            case DATA -> what + " " + payload.length + " bytes";
            default -> what + " " + Arrays.toString(Arrays.copyOf(payload, Math.min(payload.length, 36)));
        };
    }
}
