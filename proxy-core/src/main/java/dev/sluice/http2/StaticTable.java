package dev.sluice.http2;

import dev.sluice.http.Ascii;
import java.util.Arrays;

/** The static table of RFC 7541 Appendix A. */
final class StaticTable {
    static final int LENGTH = 61;

    private static final String[][] FIELDS = {
        {":authority", ""},
        {":method", "GET"},
        {":method", "POST"},
        {":path", "/"},
        {":path", "/index.html"},
        {":scheme", "http"},
        {":scheme", "https"},
        {":status", "200"},
        {":status", "204"},
        {":status", "206"},
        {":status", "304"},
        {":status", "400"},
        {":status", "404"},
        {":status", "500"},
        {"accept-charset", ""},
        {"accept-encoding", "gzip, deflate"},
        {"accept-language", ""},
        {"accept-ranges", ""},
        {"accept", ""},
        {"access-control-allow-origin", ""},
        {"age", ""},
        {"allow", ""},
        {"authorization", ""},
        {"cache-control", ""},
        {"content-disposition", ""},
        {"content-encoding", ""},
        {"content-language", ""},
        {"content-length", ""},
        {"content-location", ""},
        {"content-range", ""},
        {"content-type", ""},
        {"cookie", ""},
        {"date", ""},
        {"etag", ""},
        {"expect", ""},
        {"expires", ""},
        {"from", ""},
        {"host", ""},
        {"if-match", ""},
        {"if-modified-since", ""},
        {"if-none-match", ""},
        {"if-range", ""},
        {"if-unmodified-since", ""},
        {"last-modified", ""},
        {"link", ""},
        {"location", ""},
        {"max-forwards", ""},
        {"proxy-authenticate", ""},
        {"proxy-authorization", ""},
        {"range", ""},
        {"referer", ""},
        {"refresh", ""},
        {"retry-after", ""},
        {"server", ""},
        {"set-cookie", ""},
        {"strict-transport-security", ""},
        {"transfer-encoding", ""},
        {"user-agent", ""},
        {"vary", ""},
        {"via", ""},
        {"www-authenticate", ""}
    };

    private static final HpackField[] ENTRIES = new HpackField[LENGTH + 1];
    /** Indices of those that begin alike and are as long, so that a name is found by one comparison or two. */
    private static final int[][] BY_SHAPE = new int[1024][0];

    static {
        for (int i = 1; i <= LENGTH; i++) {
            HpackField entry = HpackField.of(FIELDS[i - 1][0], FIELDS[i - 1][1]);
            ENTRIES[i] = entry;
            int shape = shape(entry.name, 0, entry.name.length);
            int[] longer = Arrays.copyOf(BY_SHAPE[shape], BY_SHAPE[shape].length + 1);
            longer[longer.length - 1] = i;
            BY_SHAPE[shape] = longer;
        }
    }

    private StaticTable() {}

    /** The entry at an index from 1 to {@link #LENGTH}. */
    static HpackField get(int index) {
        return ENTRIES[index];
    }

    /** The lowest index with this name, in any case, or 0. */
    static int indexOf(byte[] bytes, int from, int to) {
        if (from == to) {
            return 0;
        }
        for (int index : BY_SHAPE[shape(bytes, from, to)]) {
            if (Ascii.equalsLower(bytes, from, to, ENTRIES[index].name)) {
                return index;
            }
        }
        return 0;
    }

    private static int shape(byte[] bytes, int from, int to) {
        return ((to - from) & 31) << 5 | (bytes[from] & 31);
    }
}
