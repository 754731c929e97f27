package dev.sluice.http2;

import dev.sluice.http.Ascii;
import dev.sluice.http.FieldRules;
import dev.sluice.http.KnownField;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A field line as HPACK tells it: ranges of arrays. An entry of a table never changes; the decoder's own instance is filled anew for
 * each literal.
 */
final class HpackField {
    /** What an entry costs beside its bytes (RFC 7541 §4.1). */
    private static final int OVERHEAD = 32;

    byte[] name = {};
    int nameFrom;
    int nameTo;
    byte[] value = {};
    int valueFrom;
    int valueTo;
    KnownField known = KnownField.OTHER;

    private Check check = Check.OPEN;

    /** Whether name and value are allowed: entries are looked at once. */
    private enum Check {
        OPEN,
        VALID,
        INVALID
    }

    HpackField() {}

    private HpackField(byte[] name, byte[] value) {
        name(name, 0, name.length, KnownField.of(name, 0, name.length));
        value(value, 0, value.length);
    }

    static HpackField of(String name, String value) {
        return new HpackField(name.getBytes(StandardCharsets.US_ASCII), value.getBytes(StandardCharsets.US_ASCII));
    }

    /** A copy of what is there now, for a table. */
    HpackField entry() {
        HpackField entry = new HpackField();
        boolean shared = nameFrom == 0 && nameTo == name.length && known != KnownField.OTHER;
        byte[] kept = shared ? name : Arrays.copyOfRange(name, nameFrom, nameTo);
        entry.name(kept, 0, kept.length, known);
        entry.value(Arrays.copyOfRange(value, valueFrom, valueTo), 0, valueTo - valueFrom);
        entry.check = check;
        return entry;
    }

    void name(byte[] bytes, int from, int to, KnownField knownAs) {
        name = bytes;
        nameFrom = from;
        nameTo = to;
        known = knownAs;
        check = Check.OPEN;
    }

    void value(byte[] bytes, int from, int to) {
        value = bytes;
        valueFrom = from;
        valueTo = to;
        check = Check.OPEN;
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
        if (check == Check.OPEN) {
            check = validName() && validValue() ? Check.VALID : Check.INVALID;
        }
        return check == Check.VALID;
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
