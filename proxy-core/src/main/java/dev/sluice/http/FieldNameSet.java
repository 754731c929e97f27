package dev.sluice.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Names of fields in every spelling that programs behind CGI, WSGI, FastCGI, Rack and their like cannot tell apart: to them
 * {@code X-User}, {@code x_user} and {@code X.User} are one variable. So a rule for a name holds whatever a client writes.
 *
 * <p>A look-up compares with names of the same length and first letter only, and allocates nothing. Immutable.
 */
public final class FieldNameSet {
    private final byte[][] names;
    private final byte[][] prefixes;
    private final int[] firstOfLength;
    private final int[] lettersOfLength;
    private final int lettersOfPrefixes;
    private final long known;

    private FieldNameSet(List<byte[]> lower, List<byte[]> prefixes) {
        this.prefixes = prefixes.toArray(byte[][]::new);
        lower.sort(Comparator.comparingInt(name -> name.length));
        names = lower.toArray(byte[][]::new);
        firstOfLength = new int[names.length == 0 ? 1 : names[names.length - 1].length + 2];
        lettersOfLength = new int[firstOfLength.length];
        for (byte[] name : names) {
            lettersOfLength[name.length] |= letter(name[0]);
            for (int length = name.length + 1; length < firstOfLength.length; length++) {
                firstOfLength[length]++;
            }
        }
        int letters = 0;
        for (byte[] prefix : prefixes) {
            letters |= letter(prefix[0]);
        }
        lettersOfPrefixes = letters;
        known = known(names);
    }

    /** The set of these names, in any spelling and order. */
    public static FieldNameSet of(Collection<String> names) {
        return new FieldNameSet(lower(names), List.of());
    }

    /** The same with all names that begin with one of the prefixes; fields that are {@link KnownField}s must be named. */
    static FieldNameSet of(Collection<String> names, Collection<String> prefixes) {
        return new FieldNameSet(lower(names), lower(prefixes));
    }

    private static List<byte[]> lower(Collection<String> names) {
        List<byte[]> lower = new ArrayList<>();
        for (String name : names) {
            lower.add(name.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII));
        }
        return lower;
    }

    private static long known(byte[][] names) {
        long known = 0;
        for (byte[] name : names) {
            KnownField field = KnownField.imitated(name, 0, name.length);
            known |= field == KnownField.OTHER ? 0 : 1L << field.number();
        }
        return known;
    }

    /** Whether the live field at this index has one of the names, however it is spelled. */
    boolean has(Fields fields, int index) {
        KnownField field = fields.known(index);
        return field == KnownField.OTHER
                ? has(fields.bytes(), fields.nameStart(index), fields.nameEnd(index))
                : (known >>> field.number() & 1) != 0;
    }

    /** Whether the set has the name {@code bytes[from, to)}, however it is spelled. */
    boolean has(byte[] bytes, int from, int to) {
        return hasName(bytes, from, to) || hasPrefix(bytes, from, to);
    }

    /** Removes every field that has one of the names, however it is spelled. O(fields). */
    public void removeFrom(Fields fields) {
        if (names.length == 0) {
            return;
        }
        for (int i = 0; i < fields.size(); i++) {
            if (fields.isLive(i) && has(fields, i)) {
                fields.remove(i);
            }
        }
    }

    /** Removes every field that has one of the names in another spelling than the set has it; its case does not count. O(fields). */
    public void removeImitationsFrom(Fields fields) {
        if (names.length == 0) {
            return;
        }
        for (int i = 0; i < fields.size(); i++) {
            if (fields.isLive(i) && has(fields, i) && !spelledAsHere(fields, i)) {
                fields.remove(i);
            }
        }
    }

    private boolean spelledAsHere(Fields fields, int index) {
        for (byte[] name : names) {
            if (Ascii.equalsLower(fields.bytes(), fields.nameStart(index), fields.nameEnd(index), name)) {
                return true;
            }
        }
        return false;
    }

    private boolean hasName(byte[] bytes, int from, int to) {
        int length = to - from;
        if (length == 0 || length + 1 >= firstOfLength.length || (lettersOfLength[length] & letter(bytes[from])) == 0) {
            return false;
        }
        for (int i = firstOfLength[length]; i < firstOfLength[length + 1]; i++) {
            if (Ascii.equalsFolded(bytes, from, to, names[i])) {
                return true;
            }
        }
        return false;
    }

    private boolean hasPrefix(byte[] bytes, int from, int to) {
        if (from == to || (lettersOfPrefixes & letter(bytes[from])) == 0) {
            return false;
        }
        for (byte[] prefix : prefixes) {
            if (Ascii.startsFolded(bytes, from, to, prefix)) {
                return true;
            }
        }
        return false;
    }

    /** A bit for the first character of a name, the same for all characters that are alike. */
    private static int letter(byte first) {
        byte lower = Ascii.lower(first);
        return 1 << (Ascii.isLetterOrDigit(lower) ? lower & 31 : 31);
    }
}
