package dev.sluice.http1;

import dev.sluice.http.Ascii;
import dev.sluice.http.Fields;
import dev.sluice.http.HopByHop;
import dev.sluice.http.KnownField;
import dev.sluice.http.ResponseHead;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * How long a backend's connection may be kept idle. It must be shorter than the backend's own patience, or a request meets the
 * backend's close: four seconds unless the backend says otherwise, and one less than what it says.
 */
final class KeepAlive {
    private static final byte[] CLOSE = "close".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] KEEP_ALIVE = "keep-alive".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TIMEOUT = "timeout=".getBytes(StandardCharsets.US_ASCII);
    private static final long USUAL_NANOS = TimeUnit.SECONDS.toNanos(4);
    private static final long LONGEST_SECONDS = 60;

    private long nanos = USUAL_NANOS;
    private boolean usual = true;

    /** The connection is not to be kept. */
    void never() {
        nanos = 0;
    }

    /** How long the connection may be kept, 0 for not at all. */
    long nanos() {
        return nanos;
    }

    /**
     * The same for a connection that only one client uses, which has authenticated there: so long that it need not do so again for each
     * request, unless the backend has said how long.
     */
    long nanosForOne() {
        return nanos > 0 && usual ? TimeUnit.SECONDS.toNanos(LONGEST_SECONDS) : nanos;
    }

    /** Takes what a response says (RFC 9112 §9.3, §9.6). */
    void of(ResponseHead head) {
        Fields fields = head.fields();
        boolean kept = head.minorVersion() == 1
                ? !HopByHop.connectionHas(fields, CLOSE)
                : HopByHop.connectionHas(fields, KEEP_ALIVE);
        if (!kept) {
            nanos = 0;
            return;
        }
        int index = fields.find(KnownField.KEEP_ALIVE);
        usual = index < 0;
        nanos = usual ? USUAL_NANOS : said(fields, index);
    }

    private static long said(Fields fields, int index) {
        byte[] bytes = fields.bytes();
        int end = fields.valueEnd(index);
        for (int i = fields.valueStart(index); i + TIMEOUT.length < end; i++) {
            if (Ascii.equalsLower(bytes, i, i + TIMEOUT.length, TIMEOUT)) {
                int from = i + TIMEOUT.length;
                int to = from;
                while (to < end && bytes[to] >= '0' && bytes[to] <= '9') {
                    to++;
                }
                long seconds = Ascii.decimal(bytes, from, to);
                return seconds < 0 ? USUAL_NANOS : TimeUnit.SECONDS.toNanos(Math.min(seconds - 1, LONGEST_SECONDS));
            }
        }
        return USUAL_NANOS;
    }
}
