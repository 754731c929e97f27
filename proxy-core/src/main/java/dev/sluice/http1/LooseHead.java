package dev.sluice.http1;

import dev.sluice.exchange.Failure;
import dev.sluice.http.RequestHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A request's head that belongs to no connection, read and written as if it did. */
public final class LooseHead {
    private LooseHead() {}

    /**
     * Why a head is refused.
     *
     * @param failure what the client would be told
     * @param detail what is wrong
     */
    public record Problem(Failure failure, String detail) {}

    /**
     * Reads a head, whole to its empty line.
     *
     * @param into is filled
     * @param bytes as they would come over HTTP/1.1
     * @param maxBytes longest head
     * @param maxFields most fields
     * @return why it is refused, or null
     */
    public static @Nullable Problem read(RequestHead into, byte[] bytes, int maxBytes, int maxFields) {
        ByteBuf in = Unpooled.wrappedBuffer(bytes);
        try {
            int length = new HeadFinder().find(in);
            HeadFinder.checkLength(in, length, maxBytes);
            if (length < 0) {
                throw new Malformed("it has no end");
            }
            into.fields().store(in, length);
            RequestParser.parse(into, length, maxFields);
            return null;
        } catch (Malformed malformed) {
            return new Problem(malformed.failure(), malformed.detail());
        }
    }

    /** The head as it would be sent to a backend over HTTP/1.1, up to its empty line. */
    public static String text(RequestHead head) {
        ByteBuf out = Unpooled.buffer();
        RequestWriter.write(head, out);
        return out.toString(StandardCharsets.ISO_8859_1);
    }
}
