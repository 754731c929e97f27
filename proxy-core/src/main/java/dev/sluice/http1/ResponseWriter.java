package dev.sluice.http1;

import dev.sluice.http.Fields;
import dev.sluice.http.KnownField;
import dev.sluice.http.RequestHead;
import dev.sluice.http.ResponseHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Writes the responses of one client connection and ends it in the way that the client can understand. */
final class ResponseWriter {
    private static final byte[] CHUNKED = ascii("Transfer-Encoding: chunked\r\n");
    private static final byte[] EMPTY = ascii("Content-Length: 0\r\n");
    private static final byte[] CLOSE = ascii("Connection: close\r\n");
    private static final byte[] KEEP_ALIVE = ascii("Connection: keep-alive\r\n");
    private static final byte[] UPGRADE = ascii("Connection: Upgrade\r\n");
    private static final int ROOM_FOR_THE_REST = 256;

    private final ChannelHandlerContext ctx;
    private final Http1Writer writer;
    private boolean oldClient;
    private boolean keepAlive;
    private boolean endsByClosing;
    private boolean begun;

    ResponseWriter(ChannelHandlerContext ctx) {
        this.ctx = ctx;
        this.writer = new Http1Writer(ctx);
    }

    void startExchange(RequestHead request, boolean keep) {
        oldClient = request.minorVersion() == 0;
        keepAlive = keep;
        endsByClosing = false;
        begun = false;
    }

    /** The connection ends after this response, which says so where its head has not gone. */
    void lastResponse() {
        keepAlive = false;
    }

    /** Whether the end of the connection is the end of the response (HTTP/1.0 clients, length unknown). */
    boolean endsByClosing() {
        return endsByClosing;
    }

    void interim(ResponseHead head) {
        ByteBuf buffer = writer.gather(ROOM_FOR_THE_REST + head.fields().bytes().length);
        StatusLine.write(buffer, head);
        head.fields().writeTo(buffer);
        buffer.writeByte('\r').writeByte('\n');
        writer.flush();
    }

    /** Whether the head of the final response was written. */
    boolean begun() {
        return begun;
    }

    void head(ResponseHead head) {
        begun = true;
        ByteBuf buffer = writer.gather(ROOM_FOR_THE_REST + head.fields().bytes().length);
        StatusLine.write(buffer, head);
        head.fields().writeTo(buffer);
        boolean untilEnd = head.contentLength() == ResponseHead.UNTIL_END;
        boolean chunked = untilEnd && !oldClient;
        endsByClosing = untilEnd && oldClient;
        if (chunked) {
            buffer.writeBytes(CHUNKED);
        } else if (head.contentLength() == 0 && head.fields().find(KnownField.CONTENT_LENGTH) < 0) {
            buffer.writeBytes(EMPTY); // HTTP/2 needs no field to say so
        }
        if (head.status() == 101) {
            buffer.writeBytes(UPGRADE);
        } else if (!keepAlive || endsByClosing) {
            buffer.writeBytes(CLOSE);
        } else if (oldClient) {
            buffer.writeBytes(KEEP_ALIVE);
        }
        buffer.writeByte('\r').writeByte('\n');
        writer.startMessage(chunked);
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

    void discard() {
        writer.discard();
    }

    /** Closes when everything is sent. */
    void close() {
        writer.close();
    }

    /**
     * Says that nothing more comes, and leaves the connection open for what the client is still sending: closing at once would
     * reset it, and the client might never see the answer.
     */
    void shutdownOutput() {
        writer.shutdownOutput();
    }

    /** Ends the connection so that an unfinished response cannot be taken for a whole one. */
    void abort() {
        if (endsByClosing) {
            // only a reset tells such a client from a proper end: no FIN, and no close_notify either
            ctx.channel().config().setOption(ChannelOption.SO_LINGER, 0);
            cut();
        } else {
            close();
        }
    }

    /** Bytes that were written and not yet taken by the network. */
    long unsent() {
        return writer.unsent();
    }

    /** Runs this on the loop when everything that was written has been handed to the system. */
    void whenSent(Runnable then) {
        ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(done -> {
            if (done.isSuccess()) {
                then.run();
            }
        });
    }

    /** Closes at once, past TLS, which would wait for a peer that takes nothing. */
    void cut() {
        writer.discard();
        ctx.pipeline().firstContext().close();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
