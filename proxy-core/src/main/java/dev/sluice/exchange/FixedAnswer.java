package dev.sluice.exchange;

import dev.sluice.http.Fields;
import dev.sluice.http.ResponseHead;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** A response that lies ready: an error, a redirect, or a route's own text. It does not want the request's body. */
final class FixedAnswer implements Source {
    private final Reply reply;
    private final ResponseHead head;
    private final byte[] body;

    /** {@code head} is lent for as long as this takes. */
    FixedAnswer(Reply reply, ResponseHead head, byte[] body) {
        this.reply = reply;
        this.head = head;
        this.body = body;
    }

    @Override
    public void start() {
        reply.whole(head, body);
    }

    @Override
    public boolean isOpen() {
        return false;
    }

    @Override
    public boolean writable() {
        return false;
    }

    @Override
    public void write(ByteBuf data) {
        data.release();
    }

    @Override
    public void writeEnd(@Nullable Fields trailers) {}

    @Override
    public void flush() {}

    @Override
    public void reading(boolean wanted) {}

    @Override
    public boolean stopWaiting() {
        return false;
    }

    @Override
    public void silent() {}

    @Override
    public void release() {}
}
