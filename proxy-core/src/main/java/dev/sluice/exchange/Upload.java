package dev.sluice.exchange;

import dev.sluice.http.Fields;
import dev.sluice.http.Method;
import dev.sluice.http.RequestHead;
import dev.sluice.worker.ClientConnection;
import dev.sluice.worker.Worker;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Client to source: passes the request's body on; knows how far it has come, how much of it, and what of it can be sent once more. What the
 * client's stream calls. On the worker's loop; every call may end the exchange before it returns.
 */
final class Upload implements ClientListener {
    /** How far the request has come. */
    private enum Progress {
        /** More of its body is on its way. */
        ARRIVING,
        /** It is here, to its end. */
        WHOLE
    }

    /** What has been done with the body. */
    private enum Passed {
        NOTHING,
        /** All that was passed on is kept, too. */
        KEPT,
        /** Some of it is gone for good. */
        SOME
    }

    private final Exchange exchange;
    private final ClientStream client;
    private Progress progress;
    private Passed passed = Passed.NOTHING;
    private @Nullable PassedBody kept;
    private long bytes;

    Upload(Exchange exchange, ClientStream client, RequestHead head) {
        this.exchange = exchange;
        this.client = client;
        progress = head.contentLength() == RequestHead.NO_BODY || head.contentLength() == 0
                ? Progress.WHOLE
                : Progress.ARRIVING;
    }

    // ---- from the client

    @Override
    public void requestBody(ByteBuf data) {
        int length = data.readableBytes();
        count(length);
        exchange.silence.broken();
        Source to = exchange.source();
        if (to == null || !to.isOpen()) {
            data.release();
            exchange.fail(Failure.INTERNAL, "body bytes came while no backend could take them");
        } else if (length == 0) {
            data.release();
        } else if (isTooLarge()) {
            data.release();
            exchange.fail(Failure.BODY_TOO_LARGE, "after " + bytes + " bytes");
        } else {
            passes(data);
            to.write(data);
            if (!to.writable()) {
                to.flush();
                exchange.applyReadingRule();
            }
        }
    }

    private boolean isTooLarge() {
        long max = exchange.plan.matched().maxBody();
        return max >= 0 && bytes > max;
    }

    @Override
    public void requestEnd(@Nullable Fields trailers) {
        ended();
        Source to = exchange.source();
        if (to != null && to.isOpen()) {
            to.writeEnd(trailers);
            to.flush();
            exchange.applyReadingRule();
        }
    }

    @Override
    public void clientReadComplete() {
        Source to = exchange.source();
        if (to != null && to.isOpen() && arriving()) {
            to.flush();
            exchange.applyReadingRule();
        }
    }

    @Override
    public void clientWritable() {
        if (!exchange.isOver()) {
            exchange.silence.broken();
            exchange.applyReadingRule();
        }
        if (!exchange.isOver() && exchange.reply.isStarted()) {
            client.flush(); // what had waited here: no more may come for long
        }
    }

    @Override
    public void requestRefused(Failure why, String how) {
        if (exchange.isOver()) {
            return;
        }
        if (!exchange.plan.understood()) {
            exchange.identify();
        }
        if (arriving() || !exchange.plan.understood()) {
            exchange.fail(why, how);
        }
    }

    @Override
    public void clientGone(Failure why, String how) {
        exchange.abandon(why, how);
    }

    @Override
    public void drain() {} // it may end

    @Override
    public boolean waitsForClient() {
        if (exchange.isOver()) {
            return false;
        }
        Source to = exchange.source();
        return !client.writable() || (exchange.reply.isAwaited() && arriving() && to != null && to.writable());
    }

    @Override
    public boolean tunnels() {
        return false;
    }

    @Override
    public long bytesMoved() {
        return bytes + exchange.reply.bytes();
    }

    // ---- how far it has come

    boolean arriving() {
        return progress == Progress.ARRIVING;
    }

    boolean isWhole() {
        return progress == Progress.WHOLE;
    }

    /** The request has ended. */
    void ended() {
        progress = Progress.WHOLE;
    }

    /** What follows are the bytes of a tunnel. */
    void becomesTunnel() {
        progress = Progress.ARRIVING;
    }

    /** Bytes of the body, or of a tunnel, that have come. */
    long bytes() {
        return bytes;
    }

    /** So many more have come. */
    void count(int more) {
        bytes += more;
    }

    // ---- what can be sent once more

    /** Keeps what is passed on from now, for a stream that may refuse the request after that. */
    void keep(Worker worker, ClientConnection client) {
        if (kept == null && passed == Passed.NOTHING && progress == Progress.ARRIVING) {
            kept = new PassedBody(worker, client);
        }
    }

    /** A piece is about to be passed on. */
    private void passes(ByteBuf data) {
        PassedBody body = kept;
        if (body != null) {
            body.add(data);
        }
        passed = body != null && body.whole() ? Passed.KEPT : Passed.SOME;
    }

    /** Passes on once more what has been passed on before. */
    void repeat(BackendStream stream) {
        PassedBody body = kept;
        if (body != null) {
            body.writeTo(stream);
        }
    }

    /** Nothing has to be sent once more. */
    void forget() {
        PassedBody body = kept;
        if (body != null) {
            kept = null;
            passed = passed == Passed.KEPT ? Passed.SOME : passed;
            body.release();
        }
    }

    /** Whether a request that failed so may be sent once more. */
    boolean replayable(Failure why, Method method) {
        return why.retry() == Failure.Retry.IF_UNPROCESSED
                ? passed != Passed.SOME
                : method.idempotent() && passed == Passed.NOTHING;
    }
}
