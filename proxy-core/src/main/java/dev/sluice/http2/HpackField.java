package dev.sluice.http2;

import dev.sluice.http.Ascii;
import dev.sluice.http.FieldRules;
import dev.sluice.http.KnownField;
import java.nio.charset.StandardCharsets;

/** A field line as HPACK gives it: ranges of arrays. Those of the static table never change; others are filled anew for each line. */
final class HpackField {
    /** What an entry costs beside its bytes (RFC 7541 §4.1). */
    private static final int OVERHEAD = 32;

    private static final int CHECK_BITS = 2;
    private static final int OPEN = 0;
    private static final int VALID = 1;
    private static final int INVALID = 2;

    byte[] name = {};
    int nameFrom;
    int nameTo;
    byte[] value = {};
    int valueFrom;
    int valueTo;
    KnownField known = KnownField.OTHER;

    /** Whether name and value are allowed: entries of a table are looked at once. */
    private int check = OPEN;

    HpackField() {}

    private HpackField(byte[] name, byte[] value) {
        name(name, 0, name.length, KnownField.of(name, 0, name.length));
        value(value, 0, value.length);
    }

    static HpackField of(String name, String value) {
        return new HpackField(name.getBytes(StandardCharsets.US_ASCII), value.getBytes(StandardCharsets.US_ASCII));
    }

    void name(byte[] bytes, int from, int to, KnownField knownAs) {
        name = bytes;
        nameFrom = from;
        nameTo = to;
        known = knownAs;
        check = OPEN;
    }

    void value(byte[] bytes, int from, int to) {
        value = bytes;
        valueFrom = from;
        valueTo = to;
        check = OPEN;
    }

    /** Shows an entry of a table that was added with {@link #tag}. */
    void entry(DynamicTable table, int index) {
        int tag = table.tag(index);
        name(table.bytes(), table.nameStart(index), table.valueStart(index), KnownField.of(tag >> CHECK_BITS));
        value(table.bytes(), table.valueStart(index), table.valueEnd(index));
        check = tag & ((1 << CHECK_BITS) - 1);
    }

    /** What a table is to remember beside the bytes. */
    int tag() {
        return known.number() << CHECK_BITS | check;
    }

    /** Its size as tables and lists count it (RFC 7541 §4.1, RFC 9113 §6.5.2). */
    int size() {
        return nameTo - nameFrom + valueTo - valueFrom + OVERHEAD;
    }

    boolean pseudo() {
        return nameFrom < nameTo && name[nameFrom] == ':';
    }

    boolean named(byte[] lower) {
        return Ascii.equalsLower(name, nameFrom, nameTo, lower);
    }

    /** Whether name and value may occur at all (RFC 9113 §8.2.1); a pseudo-header field's name is left to others. */
    boolean valid() {
        if (check == OPEN) {
            check = validName() && validValue() ? VALID : INVALID;
        }
        return check == VALID;
    }

    private boolean validName() {
        if (pseudo()) {
            return true;
        }
        for (int i = nameFrom; i < nameTo; i++) {
            if (name[i] >= 'A' && name[i] <= 'Z') {
                return false;
            }
        }
        return FieldRules.validName(name, nameFrom, nameTo);
    }

    private boolean validValue() {
        return valueFrom == valueTo
                || (!blank(value[valueFrom])
                        && !blank(value[valueTo - 1])
                        && FieldRules.validValue(value, valueFrom, valueTo));
    }

    private static boolean blank(byte b) {
        return b == ' ' || b == '\t';
    }
}
