package dev.sluice.http1;

import dev.sluice.exchange.BackendListener;
import dev.sluice.exchange.BackendStream;
import dev.sluice.exchange.Failure;
import dev.sluice.http.ConnectionAuth;
import dev.sluice.http.Fields;
import dev.sluice.http.KnownField;
import dev.sluice.http.Method;
import dev.sluice.http.RequestHead;
import dev.sluice.http.ResponseHead;
import dev.sluice.http.ResponseHeads;
import dev.sluice.upstream.BackendConnection;
import dev.sluice.upstream.Endpoint;
import dev.sluice.upstream.EndpointState;
import dev.sluice.upstream.PrivateConnections;
import dev.sluice.worker.Deadline;
import dev.sluice.worker.Held;
import dev.sluice.worker.Kept;
import dev.sluice.worker.Worker;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * A connection to an endpoint that speaks HTTP/1.1: one exchange after the other, the backend's end of each.
 *
 * <p>It is kept for the next exchange only after a whole request and a whole response; anything that comes while nobody waits for
 * it ends the connection, so that no exchange ever sees another's answer. On the worker's loop only.
 */
final class Http1BackendStream extends ChannelInboundHandlerAdapter implements BackendStream, BackendConnection {
    private static final int MAX_HEAD_BYTES = 256 * 1024;
    private static final int MAX_FIELDS = 1000;
    private static final long LAST_BYTES_NANOS = TimeUnit.SECONDS.toNanos(60);

    private enum State {
        /** Kept, no exchange. */
        IDLE,
        /** Waiting for the response's head. */
        HEAD,
        /** Taking the response's body. */
        BODY,
        /** The response is whole. */
        RESPONDED,
        /** Both directions are plain bytes. */
        TUNNEL,
        /** Over. */
        CLOSED
    }

    private final Worker worker;
    private final EndpointState endpoint;
    private final @Nullable SslContext tls;
    private final ResponseHeads heads;
    private final HeadFinder finder = new HeadFinder();
    private final BodyReader body = new BodyReader(MAX_HEAD_BYTES, MAX_FIELDS);
    private final Received received = new Received();
    private final KeepAlive keepAlive = new KeepAlive();
    private final Held held;
    private final Kept kept = new Kept() {
        @Override
        protected void giveUp() {
            leavePool();
            close();
        }
    };
    private final Deadline idleTimer = new Deadline() {
        @Override
        protected void expired() {
            leavePool();
            close();
        }
    };

    private @Nullable ChannelHandlerContext context;
    private @Nullable RequestWriter out;
    private @Nullable BackendListener listener;
    /** Of the one client's connection that may use it; null as long as all may. */
    private @Nullable PrivateConnections owner;

    private State state = State.IDLE;
    private boolean reused;
    private boolean toHead;
    private boolean requestEnded;
    private long owed;
    private boolean bodyWanted;
    private boolean answering;
    private boolean inputEnded;
    private boolean cleanEnd = true;
    private boolean broken;
    private boolean driving;
    private boolean tunnelled;
    private boolean socketRead = true;

    /**
     * Makes the handler of a new connection.
     *
     * @param tls how the connection is encrypted and whom it trusts, or null
     * @param heads of the worker
     */
    Http1BackendStream(Worker worker, EndpointState endpoint, @Nullable SslContext tls, ResponseHeads heads) {
        this.worker = worker;
        this.endpoint = endpoint;
        this.tls = tls;
        this.heads = heads;
        this.held = new Held(worker);
    }

    /** Starts an exchange on this connection. */
    void attach(BackendListener next) {
        worker.deadlines().cancel(idleTimer);
        worker.clients().kept().remove(kept);
        listener = next;
        held.serves(next.client());
        state = State.HEAD;
        requestEnded = false;
        answering = false;
        bodyWanted = true;
    }

    /** Whether a next exchange may use it, which trusts whom {@code to} trusts: another file of authorities is another context. */
    @SuppressWarnings("ReferenceEquality") // contexts are compared by identity
    boolean usable(Endpoint to) {
        boolean trusted = tls == to.tls() || tls == to.checkTls();
        return state == State.IDLE && trusted && ctx().channel().isActive();
    }

    /** From now on it serves the client of this exchange alone. */
    private void claim(BackendListener by) {
        if (owner == null) {
            owner = PrivateConnections.of(by.client(), worker);
        }
    }

    // ---- what comes from the network

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        out = new RequestWriter(ctx);
        cleanEnd = ctx.pipeline().get(io.netty.handler.ssl.SslHandler.class) == null;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf read = (ByteBuf) message;
        switch (state) {
            case HEAD, BODY, TUNNEL -> {
                received.add(ctx.alloc(), read);
                worker.holdClock();
                try {
                    drive();
                } finally {
                    worker.releaseClock();
                }
            }
            case IDLE -> {
                // nobody asked: whatever it is, the next exchange must not take it for its answer
                read.release();
                leavePool();
                close();
            }
            case RESPONDED -> {
                read.release();
                keepAlive.never();
            }
            case CLOSED -> read.release();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        BackendListener running = listener;
        if (running != null) {
            running.backendReadComplete();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        countHeld();
        BackendListener running = listener;
        if (running != null) {
            running.backendWritable();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslCloseCompletionEvent close) {
            cleanEnd = close.isSuccess();
            inputEnded("the backend closed the connection");
        } else if (event instanceof ChannelInputShutdownEvent) {
            inputEnded("the backend closed the connection");
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        lost("the backend closed the connection");
        ctx.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        lost("the backend closed the connection");
        worker.deadlines().cancel(idleTimer);
        out().discard();
        worker.clients().kept().remove(kept);
        countHeld(); // what has come already may still be passed on
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        cleanEnd = false;
        boolean mayHaveAnswered = state == State.HEAD || state == State.BODY || state == State.TUNNEL;
        if (mayHaveAnswered && cause instanceof IOException && !(cause instanceof SSLException)) {
            // a backend that refuses an upload answers and closes: the answer may lie here unread though writing fails,
            // and the end of the input follows in any case
            broken = true;
            return;
        }
        lost(String.valueOf(cause.getMessage()));
        ctx.close();
    }

    /** Neither direction goes on; what has come already is still passed on as fast as the client takes it. */
    private void lost(String detail) {
        broken = true;
        inputEnded(detail);
        if (listener == null) {
            received.release();
        } else if (state == State.RESPONDED) {
            // of a tunnel the backend had ended its half only
            fail(Failure.BACKEND_RESET, detail);
        }
    }

    private void inputEnded(String detail) {
        if (inputEnded) {
            return;
        }
        inputEnded = true;
        keepAlive.never();
        switch (state) {
            case IDLE -> {
                leavePool();
                close();
            }
            case HEAD -> fail(unanswered(), detail);
            case BODY, TUNNEL -> {
                drive();
                endOfInput(detail);
            }
            case RESPONDED, CLOSED -> {}
        }
    }

    /** What the end means before the answer's head is whole: with its first byte it was answered, and is not asked again. */
    private Failure unanswered() {
        if (answering) {
            return Failure.BACKEND_TRUNCATED;
        }
        return reused ? Failure.REUSED_RESET : Failure.BACKEND_RESET;
    }

    /** Acts on the end of the connection as soon as everything before it has been taken. */
    private void endOfInput(String detail) {
        if (!inputEnded || driving || !received.isEmpty()) {
            return;
        }
        BackendListener running = listener;
        if (state == State.BODY) {
            if (body.isUntilEnd() && cleanEnd) {
                state = State.RESPONDED;
                if (running != null) {
                    running.responseEnd(null);
                }
            } else {
                fail(Failure.BACKEND_TRUNCATED, detail);
            }
        } else if (state == State.TUNNEL && broken) {
            fail(Failure.BACKEND_RESET, detail);
        } else if (state == State.TUNNEL && running != null) {
            state = State.RESPONDED;
            running.responseEnd(null);
        }
    }

    private void fail(Failure failure, String detail) {
        state = State.CLOSED;
        received.release();
        countHeld();
        BackendListener running = listener;
        listener = null;
        held.serves(null);
        close();
        if (running != null) {
            running.backendFailed(failure, detail);
        }
    }

    // ---- taking responses apart

    private void drive() {
        if (driving) {
            return;
        }
        driving = true;
        try {
            boolean more = true;
            while (more) {
                more = step();
            }
        } catch (Malformed malformed) {
            fail(Failure.BACKEND_PROTOCOL, malformed.detail());
        } finally {
            driving = false;
        }
        received.trim();
        countHeld();
        readSocketAsNeeded();
    }

    private void countHeld() {
        held.set(received.held() + out().unsent());
    }

    private boolean step() throws Malformed {
        received.trim();
        ByteBuf in = received.peek();
        if (in == null) {
            return false;
        }
        answering = true;
        return switch (state) {
            case HEAD -> readHead(in);
            case BODY -> bodyWanted && readBody(in);
            case TUNNEL -> bodyWanted && readTunnel();
            case RESPONDED -> {
                // more than the response: this connection cannot be trusted with another
                received.release();
                keepAlive.never();
                yield false;
            }
            case IDLE, CLOSED -> {
                received.release();
                yield false;
            }
        };
    }

    private boolean readHead(ByteBuf in) throws Malformed {
        int length = finder.find(in);
        if (length < 0 ? in.readableBytes() > MAX_HEAD_BYTES : length > MAX_HEAD_BYTES) {
            throw new Malformed("the answer's head is larger than " + MAX_HEAD_BYTES + " bytes");
        }
        if (length < 0) {
            return false;
        }
        ResponseHead head = heads.take();
        try {
            head.fields().store(in, length);
            ResponseParser.parse(head, length, MAX_FIELDS, toHead);
            pass(head);
        } finally {
            heads.give(head);
        }
        return true;
    }

    private void pass(ResponseHead head) {
        BackendListener running = listener;
        if (running == null) {
            return;
        }
        if (head.interim()) {
            running.responseInterim(head);
            return;
        }
        if (ConnectionAuth.isWantedBy(head)) {
            claim(running);
        }
        startBody(head);
        running.responseHead(head);
        if (state == State.BODY && body.ended()) {
            responded();
        }
    }

    private void startBody(ResponseHead head) {
        keepAlive.of(head);
        if (head.status() == 101) {
            state = State.TUNNEL;
            tunnelled = true;
            return;
        }
        state = State.BODY;
        long length = head.contentLength();
        if (length == ResponseHead.NO_BODY) {
            distrustFramed204(head);
            body.none();
        } else if (length >= 0) {
            body.counted(length);
        } else if (head.fields().find(KnownField.TRANSFER_ENCODING) >= 0) {
            body.chunked();
        } else {
            body.untilEnd();
            keepAlive.never();
        }
    }

    /** RFC 9112 §6.3: a 204 has no body whatever it says; where it says otherwise, bytes may follow that are no answer. */
    private void distrustFramed204(ResponseHead head) {
        Fields fields = head.fields();
        int length = fields.find(KnownField.CONTENT_LENGTH);
        if (head.status() == 204) {
            boolean saysNone = length < 0 || fields.value(length).equals("0");
            if (!saysNone || fields.find(KnownField.TRANSFER_ENCODING) >= 0) {
                keepAlive.never();
            }
            fields.remove(KnownField.CONTENT_LENGTH);
            fields.remove(KnownField.TRANSFER_ENCODING);
        }
    }

    private boolean readBody(ByteBuf in) throws Malformed {
        ByteBuf piece = body.takesWhole(in) ? received.take() : body.next(in);
        BackendListener running = listener;
        if (piece != null) {
            if (running == null) {
                piece.release();
            } else {
                running.responseBody(piece);
            }
        }
        if (state == State.BODY && body.ended()) {
            responded();
        }
        return piece != null;
    }

    private void responded() {
        state = State.RESPONDED;
        received.trim();
        if (!received.isEmpty()) {
            received.release();
            keepAlive.never();
        }
        BackendListener running = listener;
        Fields trailers = body.takeTrailers();
        if (running != null) {
            running.responseEnd(trailers);
        }
    }

    private boolean readTunnel() {
        ByteBuf bytes = received.take();
        BackendListener running = listener;
        if (bytes != null) {
            if (running == null) {
                bytes.release();
            } else {
                running.responseBody(bytes);
            }
        }
        return false;
    }

    // ---- what the exchange asks for

    @Override
    public void listener(BackendListener next) {
        listener = next;
    }

    @Override
    public boolean reused() {
        return reused;
    }

    @Override
    public boolean answering() {
        return answering;
    }

    @Override
    public boolean mayRefuse() {
        return false;
    }

    @Override
    public void writeHead(RequestHead request) {
        BackendListener running = listener;
        if (running != null && running.authenticatesConnection()) {
            claim(running);
        }
        toHead = request.method() == Method.HEAD;
        owed = Math.max(0, request.contentLength());
        out().head(request);
    }

    @Override
    public void writeBody(ByteBuf data) {
        owed -= data.readableBytes();
        out().body(data);
    }

    @Override
    public void writeEnd(@Nullable Fields trailers) {
        requestEnded = true;
        out().end(trailers);
    }

    @Override
    public void flush() {
        out().flush();
        countHeld();
    }

    @Override
    public boolean writable() {
        return ctx().channel().isWritable()
                || out().unsent() < worker.clients().budget().backlog();
    }

    @Override
    public void reading(boolean wanted) {
        if (bodyWanted != wanted) {
            bodyWanted = wanted;
            if (wanted) {
                drive();
                endOfInput("the backend closed the connection");
            } else {
                readSocketAsNeeded();
            }
        }
    }

    @Override
    public void shutdownOutput() {
        out().shutdownOutput();
    }

    @Override
    public void release() {
        listener = null;
        held.serves(null);
        boolean whole = state == State.RESPONDED && requestEnded && owed <= 0 && received.isEmpty();
        PrivateConnections only = owner;
        long keep = only == null ? keepAlive.nanos() : keepAlive.nanosForOne();
        if (!whole || keep <= 0 || inputEnded || !ctx().channel().isActive()) {
            received.release();
            countHeld();
            giveUp();
            return;
        }
        state = State.IDLE;
        reused = true;
        bodyWanted = true;
        readSocketAsNeeded();
        worker.deadlines().set(idleTimer, worker.now(), keep);
        worker.clients().kept().add(kept);
        if (only == null) {
            endpoint.pool(worker).keep(this);
        } else {
            only.keep(endpoint, this);
        }
    }

    @Override
    public void close() {
        state = State.CLOSED;
        received.release();
        worker.deadlines().cancel(idleTimer);
        worker.clients().kept().remove(kept);
        ctx().close();
    }

    private void giveUp() {
        if (tunnelled) {
            // what the client sent last may still be on its way; a backend that takes nothing is not waited for much
            // longer
            state = State.CLOSED;
            worker.deadlines().set(idleTimer, worker.now(), LAST_BYTES_NANOS);
            out().close();
        } else {
            close();
        }
    }

    private void leavePool() {
        PrivateConnections only = owner;
        if (only == null) {
            endpoint.pool(worker).remove(this);
        } else {
            only.remove(this);
        }
    }

    private void readSocketAsNeeded() {
        boolean wanted = bodyWanted || state == State.HEAD || state == State.IDLE;
        if (wanted != socketRead) {
            socketRead = wanted;
            ctx().channel().config().setAutoRead(wanted);
        }
    }

    private ChannelHandlerContext ctx() {
        ChannelHandlerContext ctx = context;
        if (ctx == null) {
            throw new IllegalStateException("not in a pipeline");
        }
        return ctx;
    }

    private RequestWriter out() {
        RequestWriter writer = out;
        if (writer == null) {
            throw new IllegalStateException("not in a pipeline");
        }
        return writer;
    }
}
