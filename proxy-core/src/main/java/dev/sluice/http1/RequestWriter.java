package dev.sluice.http1;

import dev.sluice.http.Fields;
import dev.sluice.http.KnownField;
import dev.sluice.http.RequestHead;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Writes the requests of one backend connection. */
final class RequestWriter {
    private static final byte[] VERSION = ascii(" HTTP/1.1\r\n");
    private static final byte[] CHUNKED = ascii("Transfer-Encoding: chunked\r\n");
    private static final byte[] UPGRADE = ascii("Connection: Upgrade\r\n");
    private static final byte[] TE = ascii("Connection: TE\r\n");
    private static final int ROOM_FOR_THE_REST = 256;

    private final Http1Writer writer;

    RequestWriter(ChannelHandlerContext ctx) {
        this.writer = new Http1Writer(ctx);
    }

    void head(RequestHead head) {
        write(head, writer.gather(ROOM_FOR_THE_REST + head.fields().bytes().length));
        writer.startMessage(head.contentLength() == RequestHead.UNTIL_END);
    }

    /** Writes a head whole, framing and what is said of the connection included. */
    static void write(RequestHead head, ByteBuf buffer) {
        Fields fields = head.fields();
        buffer.writeBytes(fields.bytes(), head.methodStart(), head.methodEnd() - head.methodStart());
        buffer.writeByte(' ');
        buffer.writeBytes(fields.bytes(), head.targetStart(), head.targetEnd() - head.targetStart());
        buffer.writeBytes(VERSION);
        fields.writeTo(buffer);
        if (head.contentLength() == RequestHead.UNTIL_END) {
            buffer.writeBytes(CHUNKED);
        }
        if (fields.find(KnownField.UPGRADE) >= 0) {
            buffer.writeBytes(UPGRADE);
        } else if (fields.find(KnownField.TE) >= 0) {
            buffer.writeBytes(TE); // RFC 9110 §10.1.4
        }
        buffer.writeByte('\r').writeByte('\n');
    }

    void body(ByteBuf data) {
        writer.body(data);
    }

    void end(@Nullable Fields trailers) {
        writer.end(trailers);
    }

    void flush() {
        writer.flush();
    }

    /** Bytes that were written and not yet taken by the network. */
    long unsent() {
        return writer.unsent();
    }

    void discard() {
        writer.discard();
    }

    /** Says that nothing more comes, once everything is sent. */
    void shutdownOutput() {
        writer.shutdownOutput();
    }

    /** Closes once everything is sent. */
    void close() {
        writer.close();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
