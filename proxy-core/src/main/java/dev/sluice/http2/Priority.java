package dev.sluice.http2;

/** The urgency of a response and whether it is useful in pieces (RFC 9218 §4), as one small number: {@code urgency * 2 + incremental}. */
final class Priority {
    static final int LEVELS = 8;
    /** What a client that says something starts from: urgency 3, not incremental. */
    static final int DEFAULT = 6;

    /** A client that says nothing: urgency 3, and in turn, as one stream must not hold up the others. */
    static final int UNSAID = 7;

    private Priority() {}

    static int urgency(int priority) {
        return priority >> 1;
    }

    static boolean incremental(int priority) {
        return (priority & 1) != 0;
    }

    /**
     * Reads the field's value, a dictionary (RFC 8941 §3.2), as far as it is understood; what is not there or wrong keeps the value
     * that it had.
     */
    static int parse(byte[] bytes, int from, int to, int before) {
        int urgency = urgency(before);
        boolean incremental = incremental(before);
        for (int at = from; at < to; ) {
            int end = at;
            while (end < to && bytes[end] != ',') {
                end++;
            }
            int start = at;
            while (start < end && (bytes[start] == ' ' || bytes[start] == '\t')) {
                start++;
            }
            int length = end - start;
            if (length >= 3 && bytes[start] == 'u' && bytes[start + 1] == '=') {
                int level = bytes[start + 2] - '0';
                boolean whole = length == 3 || isDelimiter(bytes[start + 3]);
                urgency = level >= 0 && level < LEVELS && whole ? level : urgency;
            } else if (length >= 1 && bytes[start] == 'i') {
                boolean bare = length == 1 || isDelimiter(bytes[start + 1]);
                boolean valued = length >= 4 && bytes[start + 1] == '=' && bytes[start + 2] == '?';
                incremental = bare || (valued ? bytes[start + 3] == '1' : incremental);
            }
            at = end + 1;
        }
        return urgency << 1 | (incremental ? 1 : 0);
    }

    private static boolean isDelimiter(byte b) {
        return b == ' ' || b == '\t' || b == ';';
    }
}
