package dev.sluice.http1;

import dev.sluice.http.ReasonPhrase;
import dev.sluice.http.ResponseHead;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/** Writes status lines (RFC 9112 §4). */
final class StatusLine {
    private static final byte[] VERSION = "HTTP/1.1 ".getBytes(StandardCharsets.US_ASCII);

    private StatusLine() {}

    static void write(ByteBuf out, ResponseHead head) {
        int status = head.status();
        out.writeBytes(VERSION);
        out.writeByte('0' + status / 100);
        out.writeByte('0' + status / 10 % 10);
        out.writeByte('0' + status % 10);
        out.writeByte(' ');
        int length = head.reasonEnd() - head.reasonStart();
        if (length > 0) {
            out.writeBytes(head.fields().bytes(), head.reasonStart(), length);
        } else {
            out.writeCharSequence(ReasonPhrase.of(status), StandardCharsets.US_ASCII);
        }
        out.writeByte('\r');
        out.writeByte('\n');
    }
}
