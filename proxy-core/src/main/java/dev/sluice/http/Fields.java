package dev.sluice.http;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * An ordered, flat list of field names and values kept as bytes (RFC 9110 §5).
 *
 * <p>All fields lie in one array, each as the line {@code Name: value CR LF}, so that a run of untouched fields is written as one
 * copy. The array may hold other bytes of the same head too, such as its start line. A known name is a {@link KnownField}; lookup
 * is a scan. Fields are addressed by index from 0 to {@link #size()}; a removed field keeps its index and answers
 * {@link #isLive} with false. Instances are reused by {@link #clear()}: indices and array are valid until then.
 *
 * <p>Not thread-safe: it belongs to the loop of its exchange.
 */
public final class Fields {
    private static final int REMOVED = -1;
    private static final int STRIDE = 4;
    private static final int INITIAL_BYTES = 1024;
    private static final int INITIAL_FIELDS = 24;
    private static final int MAX_KEPT_BYTES = 4 * 1024;
    private static final int MAX_KEPT_FIELDS = 64;
    private static final int ROOM_FOR_MORE = 512;
    private static final byte[] COLON = {':', ' '};
    private static final byte[] CRLF = {'\r', '\n'};
    private static final byte[] NO_BYTES = {};
    private static final int[] NO_SLOTS = {};

    private byte[] bytes = NO_BYTES;
    private int used;
    private int[] slots = NO_SLOTS;
    private int size;

    /** Forgets everything; what it keeps for the next use is at most {@value #MAX_KEPT_BYTES} bytes and {@value #MAX_KEPT_FIELDS} fields. */
    public void clear() {
        used = 0;
        size = 0;
        if (bytes.length > MAX_KEPT_BYTES) {
            bytes = NO_BYTES;
        }
        if (slots.length > MAX_KEPT_FIELDS * STRIDE) {
            slots = NO_SLOTS;
        }
    }

    /** How many bytes of heap the fields hold, garbage of theirs not counted. */
    public int held() {
        return bytes.length + slots.length * Integer.BYTES;
    }

    /** How many indices there are, removed fields included. */
    public int size() {
        return size;
    }

    /** The array behind all ranges. It is replaced when fields are added: ask again after adding. */
    public byte[] bytes() {
        return bytes;
    }

    /** Copies raw bytes, such as a received head, behind what is there. Returns where they start. */
    public int store(ByteBuf source, int length) {
        reserve(length);
        int start = used;
        source.readBytes(bytes, start, length);
        used += length;
        return start;
    }

    /** Copies raw bytes behind what is there. Returns where they start. */
    public int store(byte[] source, int from, int to) {
        int length = to - from;
        reserve(length);
        int start = used;
        System.arraycopy(source, from, bytes, start, length);
        used += length;
        return start;
    }

    /**
     * Adds a field whose bytes are in {@link #bytes()} already, as a received line of which {@code bytes[nameStart, nameEnd)} is
     * the name and {@code bytes[valueStart, valueEnd)} the value without white space around it. A line that is not in the plain
     * form {@code Name: value CR LF} is copied into that form.
     */
    public void adopt(int nameStart, int nameEnd, int valueStart, int valueEnd) {
        KnownField known = KnownField.of(bytes, nameStart, nameEnd);
        if (valueStart == nameEnd + 2
                && bytes[nameEnd + 1] == ' '
                && valueEnd + 1 < used
                && bytes[valueEnd] == '\r'
                && bytes[valueEnd + 1] == '\n') {
            push(known, nameStart, nameEnd, valueEnd);
        } else {
            append(known, bytes, nameStart, nameEnd, bytes, valueStart, valueEnd);
        }
    }

    /**
     * Begins a field whose value is to be stored in pieces by {@link #store(byte[], int, int)}; {@link #end} adds it.
     *
     * @return where the line starts, for {@link #end}
     */
    int begin(KnownField name) {
        byte[] spelling = name.spelling();
        int start = store(spelling, 0, spelling.length);
        store(COLON, 0, COLON.length);
        return start;
    }

    /** Adds the field that was begun at {@code start}; its value is what was stored since. */
    void end(KnownField name, int start) {
        int valueEnd = used;
        store(CRLF, 0, CRLF.length);
        push(name, start, start + name.spelling().length, valueEnd);
    }

    /** Adds a field at the end. */
    public void add(KnownField name, byte[] value) {
        append(name, name.spelling(), 0, name.spelling().length, value, 0, value.length);
    }

    /** Adds a field at the end whose value is a range of an array, which may be this one's own. */
    public void add(KnownField name, byte[] value, int from, int to) {
        append(name, name.spelling(), 0, name.spelling().length, value, from, to);
    }

    /** Adds a field at the end. Name and value must be valid and hold no CR, LF or NUL; characters above 255 become {@code ?}. */
    public void add(String name, String value) {
        byte[] nameBytes = name.getBytes(StandardCharsets.ISO_8859_1);
        byte[] valueBytes = value.getBytes(StandardCharsets.ISO_8859_1);
        KnownField known = KnownField.of(nameBytes, 0, nameBytes.length);
        append(known, nameBytes, 0, nameBytes.length, valueBytes, 0, valueBytes.length);
    }

    /** Adds a field at the end from prepared bytes, which must be a valid name and value. */
    public void add(byte[] name, byte[] value) {
        append(KnownField.of(name, 0, name.length), name, 0, name.length, value, 0, value.length);
    }

    /** Adds a field at the end from ranges of arrays; a known name gets its usual spelling. */
    public void add(KnownField known, byte[] name, int nameFrom, int nameTo, byte[] value, int valueFrom, int valueTo) {
        if (known == KnownField.OTHER) {
            append(known, name, nameFrom, nameTo, value, valueFrom, valueTo);
        } else {
            add(known, value, valueFrom, valueTo);
        }
    }

    /** Adds a copy of another list's field. */
    public void add(Fields other, int index) {
        append(
                other.known(index),
                other.bytes,
                other.nameStart(index),
                other.nameEnd(index),
                other.bytes,
                other.valueStart(index),
                other.valueEnd(index));
    }

    /** Removes one field; its index answers false to {@link #isLive} from now on. */
    public void remove(int index) {
        slots[index * STRIDE] = REMOVED;
    }

    /** Removes every field of this name. Returns whether there was one. */
    public boolean remove(KnownField name) {
        boolean found = false;
        for (int i = find(name, 0); i >= 0; i = find(name, i + 1)) {
            remove(i);
            found = true;
        }
        return found;
    }

    /** Removes every field of this name, which may be a known one or not; {@code lowerName} is in lower case. */
    public boolean remove(byte[] lowerName) {
        boolean found = false;
        for (int i = find(lowerName, 0); i >= 0; i = find(lowerName, i + 1)) {
            remove(i);
            found = true;
        }
        return found;
    }

    /** The index of the first field of this name, or -1. */
    public int find(KnownField name) {
        return find(name, 0);
    }

    /** The index of the first field of this name at or after {@code from}, or -1. */
    public int find(KnownField name, int from) {
        int number = name.number();
        for (int i = from; i < size; i++) {
            if (slots[i * STRIDE] == number) {
                return i;
            }
        }
        return -1;
    }

    /** The index of the first live field at or after {@code from} whose name equals {@code lowerName} (in lower case), or -1. */
    public int find(byte[] lowerName, int from) {
        for (int i = from; i < size; i++) {
            if (isLive(i) && Ascii.equalsLower(bytes, nameStart(i), nameEnd(i), lowerName)) {
                return i;
            }
        }
        return -1;
    }

    /** Whether the field at this index was not removed. */
    public boolean isLive(int index) {
        return slots[index * STRIDE] != REMOVED;
    }

    /** The known name of a live field, or {@link KnownField#OTHER}. */
    public KnownField known(int index) {
        return KnownField.of(slots[index * STRIDE]);
    }

    /** Where the name starts in {@link #bytes()}. */
    public int nameStart(int index) {
        return slots[index * STRIDE + 1];
    }

    /** Where the name ends in {@link #bytes()}, exclusive. */
    public int nameEnd(int index) {
        return slots[index * STRIDE + 2];
    }

    /** Where the value starts in {@link #bytes()}. */
    public int valueStart(int index) {
        return slots[index * STRIDE + 2] + 2;
    }

    /** Where the value ends in {@link #bytes()}, exclusive. */
    public int valueEnd(int index) {
        return slots[index * STRIDE + 3];
    }

    /** Whether the value equals {@code lower} (in lower case) without regard to case. */
    public boolean valueEqualsLower(int index, byte[] lower) {
        return Ascii.equalsLower(bytes, valueStart(index), valueEnd(index), lower);
    }

    /** The name as a string, in lower case. Allocates: for logs and rare paths. */
    public String name(int index) {
        return text(nameStart(index), nameEnd(index)).toLowerCase(Locale.ROOT);
    }

    /** The value as a string. Allocates: for logs and rare paths. */
    public String value(int index) {
        return text(valueStart(index), valueEnd(index));
    }

    /** A range of {@link #bytes()} as a string of ISO 8859-1. Allocates. */
    public String text(int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }

    /** Writes every live field as {@code Name: value CR LF}, neighbouring lines in one copy. */
    public void writeTo(ByteBuf out) {
        int runStart = 0;
        int runEnd = 0;
        for (int i = 0; i < size; i++) {
            if (!isLive(i)) {
                continue;
            }
            int start = nameStart(i);
            int end = valueEnd(i) + 2;
            if (start != runEnd) {
                out.writeBytes(bytes, runStart, runEnd - runStart);
                runStart = start;
            }
            runEnd = end;
        }
        out.writeBytes(bytes, runStart, runEnd - runStart);
    }

    /** Gives back what a large head does not need of its arrays. Returns how many bytes of heap are held after it. */
    public int trim() {
        if (bytes.length > MAX_KEPT_BYTES && bytes.length - used > used / 8) {
            bytes = Arrays.copyOf(bytes, used + ROOM_FOR_MORE);
        }
        return held();
    }

    private void append(
            KnownField known, byte[] name, int nameFrom, int nameTo, byte[] value, int valueFrom, int valueTo) {
        int nameLength = nameTo - nameFrom;
        int valueLength = valueTo - valueFrom;
        reserve(nameLength + valueLength + 4);
        int start = used;
        int nameEnd = start + nameLength;
        int valueEnd = nameEnd + 2 + valueLength;
        System.arraycopy(name, nameFrom, bytes, start, nameLength);
        bytes[nameEnd] = ':';
        bytes[nameEnd + 1] = ' ';
        System.arraycopy(value, valueFrom, bytes, nameEnd + 2, valueLength);
        bytes[valueEnd] = '\r';
        bytes[valueEnd + 1] = '\n';
        used = valueEnd + 2;
        push(known, start, nameEnd, valueEnd);
    }

    private void push(KnownField known, int start, int nameEnd, int valueEnd) {
        int base = size * STRIDE;
        if (base == slots.length) {
            slots = Arrays.copyOf(slots, Math.max(INITIAL_FIELDS * STRIDE, slots.length * 2));
        }
        slots[base] = known.number();
        slots[base + 1] = start;
        slots[base + 2] = nameEnd;
        slots[base + 3] = valueEnd;
        size++;
    }

    private void reserve(int more) {
        if (bytes.length - used < more) {
            // a large array grows by less: it may be held for long
            int grown = bytes.length < 8 * MAX_KEPT_BYTES ? bytes.length * 2 : bytes.length + bytes.length / 16;
            bytes = Arrays.copyOf(bytes, Math.max(Math.max(INITIAL_BYTES, grown), used + more));
        }
    }
}
