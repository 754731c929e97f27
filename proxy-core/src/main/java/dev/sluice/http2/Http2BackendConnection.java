package dev.sluice.http2;

import dev.sluice.exchange.BackendListener;
import dev.sluice.exchange.Failure;
import dev.sluice.exchange.Flood;
import dev.sluice.upstream.Endpoint;
import dev.sluice.upstream.SharedConnection;
import dev.sluice.worker.Deadline;
import dev.sluice.worker.Held;
import dev.sluice.worker.Kept;
import dev.sluice.worker.Worker;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslContext;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A connection to an endpoint that carries many exchanges: the client's side of RFC 9113. On the worker's loop only.
 *
 * <p>While it is idle it is asked once whether it still lives, and closed after a minute: backends with HTTP/2 take more than one such
 * question for an attack.
 */
final class Http2BackendConnection extends Http2Connection implements SharedConnection {
    private static final byte[] NO_PREFACE = {};
    static final int MAX_HEAD_BYTES = 256 * 1024;
    static final int MAX_FIELDS = 1000;
    private static final int MAX_STREAMS = 1000;
    private static final int LAST_ID = Integer.MAX_VALUE - 1;
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final long IDLE_IN_ALL_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long PONG_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long PING = 0x736c_7569_6365L;

    private final Endpoint endpoint;
    private final long waitNanos;
    private final Deadline timer = new Deadline() {
        @Override
        protected void expired() {
            timeUp();
        }
    };

    private final Deadline doubt = new Deadline() {
        @Override
        protected void expired() {
            end(ErrorCode.NO_ERROR, "the backend does not answer any more", null);
        }
    };

    private final Kept kept = new Kept() {
        @Override
        protected void giveUp() {
            close();
        }
    };

    private Http2Backends.@Nullable Outcome outcome;
    private final Held held;
    private int nextId = 1;
    private int pending;
    private boolean goingAway;
    private boolean served;
    private boolean pinged;
    private long idleSince;

    Http2BackendConnection(
            Worker worker, Http2Shared shared, Endpoint endpoint, long waitNanos, Http2Backends.Outcome outcome) {
        super(worker, shared, NO_PREFACE, MAX_HEAD_BYTES, MAX_FIELDS);
        this.held = new Held(worker);
        this.endpoint = endpoint;
        this.waitNanos = waitNanos;
        this.outcome = outcome;
    }

    // ---- the connection's life

    @Override
    void greet(FrameWriter out) {
        out.preface();
        out.settings(PeerSettings.ENABLE_PUSH, 0, PeerSettings.MAX_HEADER_LIST_SIZE, MAX_HEAD_BYTES);
        if (waitNanos > 0) {
            worker.deadlines().set(timer, worker.now(), waitNanos);
        }
    }

    @Override
    void settled() {
        worker.deadlines().cancel(timer);
        Http2Backends.Outcome waiting = outcome;
        outcome = null;
        boolean offered = waiting != null
                && waiting.shared()
                && endpoint.state().pool(worker).share(this);
        if (waiting != null) {
            waiting.settled(this);
        }
        if (!offered) {
            close(); // nobody but those who have waited for it
        } else if (streams.isEmpty() && pending == 0 && !over()) {
            idle();
        }
    }

    private void idle() {
        if (goingAway) {
            shutDown();
            return;
        }
        worker.clients().kept().add(kept);
        idleSince = worker.now();
        pinged = false;
        worker.deadlines().set(timer, idleSince, IDLE_NANOS);
    }

    private void timeUp() {
        if (over()) {
            ctx().close();
        } else if (outcome != null) {
            end(ErrorCode.SETTINGS_TIMEOUT, "it did not answer in HTTP/2 in time", null);
        } else if (!streams.isEmpty() || pending > 0) {
            return;
        } else if (pinged || worker.now() - idleSince >= IDLE_IN_ALL_NANOS) {
            shutDown();
        } else {
            pinged = true;
            writer().ping(false, PING);
            flushSoon();
            worker.deadlines().set(timer, worker.now(), PONG_NANOS);
        }
    }

    @Override
    void pong() {
        if (pinged && streams.isEmpty()) {
            // once is enough: from here on only time counts
            long left = IDLE_IN_ALL_NANOS - (worker.now() - idleSince);
            worker.deadlines().set(timer, worker.now(), Math.max(1, left));
        }
    }

    @Override
    public void close() {
        retire();
        if (streams.isEmpty() && pending == 0) {
            shutDown();
        }
    }

    private void retire() {
        goingAway = true;
        endpoint.state().pool(worker).unshare(this);
    }

    private void shutDown() {
        end(ErrorCode.NO_ERROR, "the connection is not needed any more", null);
    }

    @Override
    void peerGoesAway(int last, int code) {
        retire();
        for (Http2Stream stream : open()) {
            if (stream.id > last && !stream.closed()) {
                stream.close(ClosedStreams.How.CUT_BY_US);
                stream.broken(StreamEnd.UNPROCESSED, "the backend took no more requests: " + ErrorCode.words(code));
            }
        }
        if (streams.isEmpty() && pending == 0) {
            shutDown();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslCloseCompletionEvent || event instanceof ChannelInputShutdownEvent) {
            gone("the backend closed the connection");
            ctx.close();
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    void lost(String detail, @Nullable Flood flood) {
        retire();
        worker.clients().kept().remove(kept);
        worker.deadlines().cancel(timer);
        Http2Backends.Outcome waiting = outcome;
        outcome = null;
        if (waiting != null) {
            waiting.failed(Failure.CONNECT_REFUSED, "it does not speak HTTP/2: " + detail);
        }
    }

    @Override
    boolean trusted() {
        return true;
    }

    @Override
    void closeWhenSent(boolean hostile) {
        ctx().close();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        super.handlerRemoved(ctx);
        held.set(0);
        worker.deadlines().cancel(timer);
        worker.deadlines().cancel(doubt);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        worker.deadlines().cancel(doubt);
        super.channelRead(ctx, message);
    }

    /** An exchange has waited for an answer in vain: is there still somebody at the other end? */
    void ask() {
        if (!doubt.isSet() && !over()) {
            writer().ping(false, PING);
            flushSoon();
            worker.deadlines().set(doubt, worker.now(), PONG_NANOS);
        }
    }

    @Override
    void holds(int onHeap, long outside) {
        held.set(outside); // its tables are in the price of a connection to a backend
    }

    // ---- exchanges

    @Override
    @SuppressWarnings("ReferenceEquality") // contexts are compared by identity
    public boolean takesMore(@Nullable SslContext tls) {
        return !goingAway
                && !over()
                && endpoint.tls() == tls
                && streams.size() + pending < Math.min(MAX_STREAMS, peer.maxConcurrentStreams)
                && nextId < LAST_ID
                && ctx().channel().isActive();
    }

    /** A stream for an exchange; it is opened by the request's head. */
    Http2BackendStream stream(BackendListener listener) {
        worker.deadlines().cancel(timer);
        worker.clients().kept().remove(kept);
        Http2Stream spare = spare();
        Http2BackendStream stream = spare != null ? (Http2BackendStream) spare : new Http2BackendStream(this);
        pending++;
        stream.attach(listener, served && streams.isEmpty() && pending == 1);
        return stream;
    }

    /** The stream's head is about to be written: it gets its number, in the order of the heads (RFC 9113 §5.1.1). */
    int opened(Http2BackendStream stream) {
        pending--;
        int id = nextId;
        nextId += 2;
        streams.put(id, stream);
        return id;
    }

    /** The exchange has given the stream back without a head. */
    void notOpened() {
        pending--;
        if (streams.isEmpty() && pending == 0 && !over()) {
            idle();
        }
    }

    boolean secure() {
        return endpoint.tls() != null;
    }

    // ---- what comes

    @Override
    boolean idle(int stream) {
        return (stream & 1) == 0 || stream >= nextId;
    }

    @Override
    int lastStream() {
        return 0;
    }

    @Override
    void opening(HeaderBlock head) throws ConnectionError {
        decode(head, FieldSink.NOTHING);
        int id = head.stream();
        if (idle(id)) {
            throw new ConnectionError(ErrorCode.PROTOCOL_ERROR, "an answer to no request");
        }
    }

    @Override
    boolean answering(Http2Stream stream, HeaderBlock head) throws ConnectionError {
        return ((Http2BackendStream) stream).head(head);
    }

    @Override
    void closed(Http2Stream stream) {
        served = true;
        if (streams.isEmpty() && pending == 0 && !over()) {
            idle();
        }
    }

    @Override
    void malformed(Http2Stream stream, String detail) {
        stream.reset(ErrorCode.PROTOCOL_ERROR);
        stream.broken(StreamEnd.MALFORMED, detail);
    }

    /** Backends are trusted with their own resets. */
    @Override
    void countReset() {}

    /** Priorities are the client's to set (RFC 9218 §7). */
    @Override
    void prioritize(int stream, ByteBuf value) {}

    @Override
    void blockOpen(boolean open) {}
}
