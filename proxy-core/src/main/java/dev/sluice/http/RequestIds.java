package dev.sluice.http;

/** The request's id in {@code X-Request-Id}: the client's where it is harmless, else one of Sluice's. */
public final class RequestIds {
    /** The longest id that is taken over from a client. */
    public static final int LONGEST = 128;

    private RequestIds() {}

    /** The index of the only {@code X-Request-Id} field if its value is a token of at most {@link #LONGEST} bytes, or -1. */
    public static int findValid(Fields fields) {
        int index = fields.find(KnownField.X_REQUEST_ID);
        if (index < 0 || fields.find(KnownField.X_REQUEST_ID, index + 1) >= 0) {
            return -1;
        }
        int from = fields.valueStart(index);
        int to = fields.valueEnd(index);
        return to - from <= LONGEST && FieldRules.validName(fields.bytes(), from, to) ? index : -1;
    }

    /** Replaces whatever ids there are by this one. */
    public static void set(Fields fields, byte[] id) {
        fields.remove(KnownField.X_REQUEST_ID);
        fields.add(KnownField.X_REQUEST_ID, id);
    }
}
