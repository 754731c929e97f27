package dev.sluice.policy;

import dev.sluice.http.Fields;
import dev.sluice.http.KnownField;
import dev.sluice.http.RequestHead;
import dev.sluice.http.RequestTarget;
import java.nio.charset.StandardCharsets;

/**
 * What an edge adds to the requests that it sends on for a route, so as to know them again if they come back: an element of
 * {@code CDN-Loop} (RFC 8586), which nobody else may change or remove. It names the route, by an id of the edge's own, and what was asked.
 *
 * <p>The same route asked for the same again is a loop, and found in its second round. Other targets under the route are let through a
 * few times: an application may call itself, and copy what fields it got. A client that copies a mark gets its own request refused,
 * nobody else's. Not {@code Via}: nginx, as a backend, does not compress answers to requests that have it. Immutable.
 */
public final class LoopMark {
    private static final int MAX_PASSES = 4;
    private static final int HASH_DIGITS = 8;
    private static final byte[] HASH = ascii("at=");
    private static final byte[] HEX = ascii("0123456789abcdef");

    private final byte[] id;
    private final byte[] element;

    /** The mark with this id, lower-case letters and digits. */
    LoopMark(String id) {
        this.id = ascii(id);
        this.element = ascii("sluice;id=" + id + ";at=" + "0".repeat(HASH_DIGITS));
    }

    /**
     * Marks a request, unless it has been here before. Takes O(target), and O(fields); allocates nothing of its own.
     *
     * @param target what it is for, parsed, and not changed yet
     * @return false if it must not be sent on
     */
    public boolean putOn(RequestHead request, RequestTarget target) {
        Fields fields = request.fields();
        int hash = hash(fields.bytes(), target.rawPathStart(), target.targetEnd());
        int passes = 0;
        for (int i = fields.find(KnownField.CDN_LOOP); i >= 0; i = fields.find(KnownField.CDN_LOOP, i + 1)) {
            for (int at = idEnd(fields, i, 0); at >= 0; at = idEnd(fields, i, at)) {
                passes++;
                if (passes == MAX_PASSES || hasHash(fields.bytes(), at, fields.valueEnd(i), hash)) {
                    return false;
                }
            }
        }
        fields.add(KnownField.CDN_LOOP, element);
        writeHash(fields.bytes(), fields.valueEnd(fields.size() - 1), hash);
        return true;
    }

    private static int hash(byte[] bytes, int from, int to) {
        int hash = 1;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + bytes[i];
        }
        return hash;
    }

    private static void writeHash(byte[] bytes, int end, int hash) {
        for (int digit = 0; digit < HASH_DIGITS; digit++) {
            bytes[end - 1 - digit] = HEX[(hash >>> (4 * digit)) & 15];
        }
    }

    /** Where the id ends in a field's value, at or after a place; -1 if it is not there. Whoever joined fields may have spaced them anew. */
    private int idEnd(Fields fields, int index, int from) {
        byte[] bytes = fields.bytes();
        int last = fields.valueEnd(index) - id.length;
        for (int start = Math.max(from, fields.valueStart(index)); start <= last; start++) {
            if (startsWith(bytes, start, id)) {
                return start + id.length;
            }
        }
        return -1;
    }

    private static boolean hasHash(byte[] bytes, int from, int end, int hash) {
        int at = from;
        while (at < end && (bytes[at] == ';' || bytes[at] == ' ' || bytes[at] == '\t')) {
            at++;
        }
        if (at + HASH.length + HASH_DIGITS > end || !startsWith(bytes, at, HASH)) {
            return false;
        }
        boolean same = true;
        for (int digit = 0; digit < HASH_DIGITS; digit++) {
            same &= bytes[at + HASH.length + HASH_DIGITS - 1 - digit] == HEX[(hash >>> (4 * digit)) & 15];
        }
        return same;
    }

    private static boolean startsWith(byte[] bytes, int from, byte[] start) {
        for (int i = 0; i < start.length; i++) {
            if (bytes[from + i] != start[i]) {
                return false;
            }
        }
        return true;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
