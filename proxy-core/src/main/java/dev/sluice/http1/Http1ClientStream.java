package dev.sluice.http1;

import dev.sluice.exchange.ClientLimits;
import dev.sluice.exchange.ClientListener;
import dev.sluice.exchange.ClientStream;
import dev.sluice.exchange.Exchange;
import dev.sluice.exchange.ExchangeScratch;
import dev.sluice.exchange.ExchangeServices;
import dev.sluice.exchange.Failure;
import dev.sluice.http.ClientFacts;
import dev.sluice.http.Fields;
import dev.sluice.http.ForwardingPrefix;
import dev.sluice.http.HopByHop;
import dev.sluice.http.RequestHead;
import dev.sluice.http.ResponseHead;
import dev.sluice.worker.ClientConnection;
import dev.sluice.worker.Deadline;
import dev.sluice.worker.Held;
import dev.sluice.worker.Resource;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A client's HTTP/1 connection: one exchange after the other, the client's end of each.
 *
 * <pre>
 *   bytes ─▶ [TLS] ─▶ Http1ClientStream ─▶ Exchange
 * </pre>
 *
 * <p>Bytes are parsed only as far as the exchange wants them; what came too early stays in {@link Received}, and the socket is not
 * read meanwhile. On the worker's loop only.
 */
public final class Http1ClientStream extends ChannelInboundHandlerAdapter
        implements ClientStream, ClientConnection.Occupant {
    private static final byte[] CLOSE = "close".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] KEEP_ALIVE = "keep-alive".getBytes(StandardCharsets.US_ASCII);
    private static final int MAX_EMPTY_LINES = 8;
    private static final int MAX_EARLY_BYTES = 4096;
    /** Pipelined requests that may begin in one turn of the loop. */
    private static final int MAX_BEGUN = 32;

    private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long HALF_CLOSED_NANOS = TimeUnit.SECONDS.toNanos(1);

    private enum State {
        /** Waiting for a request's head. */
        HEAD,
        /** Taking a request's body. */
        BODY,
        /** The request is whole; its response is not. */
        RESPONDING,
        /** Both directions are plain bytes. */
        TUNNEL,
        /** The last response was sent; what still comes is thrown away. */
        CLOSING
    }

    private final ExchangeServices services;
    private final ClientFacts facts;
    private final ForwardingPrefix forwarding;
    private final ClientConnection connection;
    private final ClientLimits limits;
    private final Held held;
    private final HeadFinder finder = new HeadFinder();
    private final BodyReader body;
    private final Received received = new Received();
    private final Deadline timer = new Deadline() {
        @Override
        protected void expired() {
            timeUp();
        }
    };

    private @Nullable ChannelHandlerContext context;
    private @Nullable ResponseWriter out;
    private @Nullable ClientListener listener;
    private @Nullable ExchangeScratch scratch;
    private State state = State.HEAD;
    private boolean driving;
    private boolean bodyWanted;
    private boolean discarding;
    private boolean keepAlive = true;
    private boolean inputEnded;
    private boolean oldClient;
    private boolean socketRead = true;
    private boolean arriving;
    private int emptyLines;
    private int begun;
    private boolean resting;
    private int charged;
    private long unsent;
    private long moved;
    private long movedNanos;
    private long patienceNanos;

    /**
     * Makes the handler of one connection; it is to be added when the connection (and its TLS session) is up.
     *
     * @param services what exchanges of this worker use
     * @param facts what is known of the client
     * @param connection how the worker counts this connection
     * @param limits what it may cost
     */
    public Http1ClientStream(
            ExchangeServices services, ClientFacts facts, ClientConnection connection, ClientLimits limits) {
        this.services = services;
        this.facts = facts;
        this.forwarding = new ForwardingPrefix(facts);
        this.connection = connection;
        this.limits = limits;
        this.held = new Held(services.worker());
        held.serves(connection);
        this.body = new BodyReader(limits.headBytes(), limits.fields());
    }

    // ---- what comes from the network

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        out = new ResponseWriter(ctx);
        setTimer(limits.headNanos());
        connection.occupant(this);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        received.add(ctx.alloc(), (ByteBuf) message);
        if (!resting) {
            begun = 0;
        }
        if (state == State.CLOSING) {
            received.release();
            return;
        }
        services.worker().holdClock();
        try {
            drive();
        } finally {
            services.worker().releaseClock();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        ClientListener running = listener;
        if (running != null) {
            running.clientReadComplete();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        countHeld();
        ClientListener running = listener;
        if (running != null) {
            running.clientWritable();
        } else if (state == State.HEAD) {
            drive();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            inputEnded(!facts.secure());
        } else if (event instanceof SslCloseCompletionEvent) {
            inputEnded(false);
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        gone("the connection ended");
        ctx.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        gone("the connection ended");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        gone(String.valueOf(cause.getMessage()));
        ctx.close();
    }

    private void inputEnded(boolean answerStillTaken) {
        if (inputEnded) {
            return;
        }
        inputEnded = true;
        switch (state) {
            case HEAD -> {
                if (answerStillTaken) {
                    drive(); // requests that have come whole are answered
                } else {
                    close(false);
                }
            }
            case CLOSING -> out().close(); // nothing more comes that a close could answer with a reset
            case BODY -> {
                // bytes that came before the end may wait for the backend, and an early answer may be under way
                if (!answerStillTaken || (!discarding && (bodyWanted || received.isEmpty()))) {
                    truncated();
                }
            }
            case RESPONDING -> {
                if (!answerStillTaken) {
                    truncated();
                } else {
                    limitPatience();
                }
            }
            case TUNNEL -> drive();
        }
    }

    /**
     * A client that has said its last byte may have ended its half only, or may be gone: TCP does not tell. It is waited with for a moment,
     * as some clients do the former, and no longer, as most do the latter.
     */
    private void limitPatience() {
        if (!out().begun()) {
            setTimer(HALF_CLOSED_NANOS);
        }
    }

    private void truncated() {
        gone("the client closed the connection");
        ctx().close();
    }

    private void gone(String detail) {
        state = State.CLOSING;
        services.worker().deadlines().cancel(timer);
        received.release();
        ClientListener running = listener;
        if (running != null) {
            listener = null;
            running.clientGone(Failure.CLIENT_GONE, detail);
        }
        giveScratch();
        out().discard();
    }

    // ---- taking requests apart

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
            refuse(malformed);
        } finally {
            driving = false;
        }
        received.trim();
        countHeld();
        if (inputEnded && state == State.HEAD && ctx().channel().isWritable()) {
            close(false); // what there is of a further request will never be whole
        } else {
            readSocketAsNeeded();
        }
    }

    /** What has come and nobody has taken, and what was sent and the network has not taken, is held for this client. */
    private void countHeld() {
        held.set(received.held() + out().unsent());
    }

    private boolean step() throws Malformed {
        return switch (state) {
            // who does not read the answers gets no more of them: requests wait until they are taken
            case HEAD -> ctx().channel().isWritable() && hasTurn() && readHead();
            case BODY -> readBody();
            case TUNNEL -> readTunnel();
            case RESPONDING -> false;
            case CLOSING -> {
                received.release();
                yield false;
            }
        };
    }

    /** Whether another request may begin in this turn of the loop: others are to have theirs. */
    private boolean hasTurn() {
        if (begun < MAX_BEGUN) {
            return true;
        }
        if (!resting && !received.isEmpty()) {
            resting = true;
            // not as a task: those go before what the network has for others
            services.worker().loop().schedule(this::nextTurn, 1, TimeUnit.NANOSECONDS);
        }
        return false;
    }

    private void nextTurn() {
        resting = false;
        begun = 0;
        if (state == State.HEAD) {
            drive();
        }
    }

    private boolean readHead() throws Malformed {
        received.trim();
        ByteBuf in = received.peek();
        if (in == null) {
            return false;
        }
        if (!skipEmptyLines(in)) {
            return false;
        }
        if (!Syntax.isToken(in.getByte(in.readerIndex()))) {
            throw new Malformed("the request does not start with a method");
        }
        int length = finder.find(in);
        HeadFinder.checkLength(in, length, limits.headBytes());
        if (length < 0) {
            headArrives();
            return false;
        }
        RequestHead head = takeScratch().head();
        head.fields().store(in, length);
        RequestParser.parse(head, length, limits.fields());
        begin();
        return true;
    }

    /** RFC 9112 §2.2: a few empty lines before a request are forgiven. Returns whether anything follows them. */
    private boolean skipEmptyLines(ByteBuf in) throws Malformed {
        while (in.isReadable() && in.getByte(in.readerIndex()) == '\r') {
            if (in.readableBytes() == 1) {
                headArrives();
                return false;
            }
            if (in.getByte(in.readerIndex() + 1) != '\n' || ++emptyLines > MAX_EMPTY_LINES) {
                throw new Malformed("the request does not start with a method");
            }
            in.skipBytes(2);
        }
        return in.isReadable();
    }

    private void headArrives() {
        if (!arriving) {
            arriving = true;
            connection.phase(ClientConnection.Phase.ARRIVING, services.worker().now());
            setTimer(limits.headNanos());
        }
    }

    private ExchangeScratch takeScratch() {
        ExchangeScratch lent = scratch;
        if (lent == null) {
            lent = services.takeScratch();
            scratch = lent;
        }
        return lent;
    }

    private void giveScratch() {
        ExchangeScratch lent = scratch;
        if (lent != null) {
            scratch = null;
            services.giveScratch(lent);
        }
        if (charged > 0) {
            connection.end(charged);
            charged = 0;
        }
    }

    @Override
    public void recount() {
        ExchangeScratch lent = scratch;
        if (lent != null && charged > 0) {
            int held = lent.held();
            connection.hold(held - charged, 0);
            charged = held;
        }
    }

    private void begin() {
        ExchangeScratch lent = takeScratch();
        RequestHead head = lent.head();
        arriving = false;
        begun++;
        emptyLines = 0;
        bodyWanted = false;
        discarding = false;
        oldClient = head.minorVersion() == 0;
        keepAlive = wantsKeepAlive(head) && !connection.draining();
        connection.phase(ClientConnection.Phase.BUSY, services.worker().now());
        long length = head.contentLength();
        if (length == RequestHead.NO_BODY) {
            body.none();
        } else if (length == RequestHead.UNTIL_END) {
            body.chunked();
        } else {
            body.counted(length);
        }
        state = body.ended() ? State.RESPONDING : State.BODY;
        out().startExchange(head, keepAlive);
        Exchange next = new Exchange(services, this, lent);
        listener = next.listener();
        charged = lent.held();
        Resource missing = connection.begin(charged, false);
        if (missing != null) {
            charged = 0;
            lastResponse();
            next.listener().requestRefused(Failure.OVERLOADED, "no room for another request: " + missing.label());
            return;
        }
        if (inputEnded && state == State.RESPONDING) {
            limitPatience();
        }
        next.begin();
    }

    private static boolean wantsKeepAlive(RequestHead head) {
        Fields fields = head.fields();
        return head.minorVersion() == 1
                ? !HopByHop.connectionHas(fields, CLOSE)
                : HopByHop.connectionHas(fields, KEEP_ALIVE) && !HopByHop.connectionHas(fields, CLOSE);
    }

    private boolean readBody() throws Malformed {
        if (!bodyWanted && !discarding) {
            return false;
        }
        ByteBuf piece = nextPiece();
        if (piece != null) {
            deliver(piece);
        }
        if (state == State.BODY && body.ended()) {
            state = State.RESPONDING;
            if (inputEnded) {
                limitPatience();
            }
            ClientListener running = listener;
            Fields trailers = body.takeTrailers();
            if (!discarding && running != null) {
                running.requestEnd(trailers);
            }
            return true;
        }
        if (piece == null && inputEnded && !discarding && state == State.BODY) {
            truncated(); // the end had come while bytes before it were still waiting for the backend
        }
        return piece != null;
    }

    private @Nullable ByteBuf nextPiece() throws Malformed {
        received.trim();
        ByteBuf in = received.peek();
        if (in == null) {
            return null;
        }
        return body.takesWhole(in) ? received.take() : body.next(in);
    }

    private boolean readTunnel() {
        if (bodyWanted) {
            ByteBuf bytes = received.take();
            if (bytes != null) {
                deliver(bytes);
                return true;
            }
        }
        ClientListener running = listener;
        if (inputEnded && received.isEmpty() && running != null) {
            bodyWanted = false;
            running.requestEnd(null);
        }
        return false;
    }

    private void deliver(ByteBuf piece) {
        ClientListener running = listener;
        if (discarding || running == null) {
            piece.release();
        } else {
            running.requestBody(piece);
        }
    }

    private void refuse(Malformed malformed) {
        keepAlive = false;
        received.release();
        // where this request ends cannot be told any more: the rest is thrown away until the client closes
        state = State.BODY;
        body.untilEnd();
        discarding = true;
        ClientListener running = listener;
        if (running == null) {
            connection.phase(ClientConnection.Phase.BUSY, services.worker().now());
            ExchangeScratch lent = takeScratch();
            oldClient = lent.head().minorVersion() == 0;
            out().startExchange(lent.head(), false);
            running = new Exchange(services, this, lent).listener();
            listener = running;
        }
        out().lastResponse();
        running.requestRefused(malformed.failure(), malformed.detail());
    }

    // ---- what the exchange asks for

    @Override
    public void listener(ClientListener next) {
        listener = next;
    }

    @Override
    public ClientFacts facts() {
        return facts;
    }

    @Override
    public ClientConnection connection() {
        return connection;
    }

    @Override
    public ForwardingPrefix forwarding() {
        return forwarding;
    }

    @Override
    public @Nullable String objection(ResponseHead response) {
        return null;
    }

    @Override
    public void writeInterim(ResponseHead interim) {
        if (!oldClient) {
            out().interim(interim);
        }
    }

    @Override
    public void writeHead(ResponseHead response) {
        if (connection.draining() || (inputEnded && received.isEmpty())) {
            keepAlive = false;
            out().lastResponse();
        }
        out().head(response);
        if (inputEnded) {
            services.worker().deadlines().cancel(timer);
        }
        if (out().endsByClosing()) {
            keepAlive = false;
        }
        if (response.status() == 101) {
            state = State.TUNNEL;
        }
    }

    @Override
    public void writeBody(ByteBuf data) {
        out().body(data);
    }

    @Override
    public void writeEnd(@Nullable Fields trailers) {
        out().end(oldClient ? null : trailers);
    }

    @Override
    public void flush() {
        out().flush();
        countHeld();
    }

    @Override
    public boolean writable() {
        return ctx().channel().isWritable()
                || out().unsent() < services.worker().clients().budget().backlog();
    }

    @Override
    public void reading(boolean wanted) {
        if (bodyWanted != wanted) {
            bodyWanted = wanted;
            if (wanted) {
                drive();
            } else {
                readSocketAsNeeded();
            }
        }
    }

    @Override
    public void discardRequest() {
        if (state != State.BODY) {
            return;
        }
        discarding = true;
        discardReceived();
        if (state == State.BODY) {
            keepAlive = false;
            out().lastResponse();
        }
    }

    /** Takes what has come of the body; not by {@link #drive}, which may be what has led here. */
    private void discardReceived() {
        try {
            boolean more = true;
            while (more && state == State.BODY) {
                more = readBody();
            }
        } catch (Malformed malformed) {
            refuse(malformed);
        }
    }

    @Override
    public void lastResponse() {
        keepAlive = false;
        out().lastResponse();
    }

    @Override
    public void shutdownOutput() {
        out().shutdownOutput();
    }

    @Override
    public void abort() {
        listener = null;
        giveScratch();
        state = State.CLOSING;
        received.release();
        closeWithin(LINGER_NANOS);
        out().abort();
    }

    @Override
    public void finished() {
        ClientListener ended = listener;
        moved = ended == null ? 0 : ended.bytesMoved();
        listener = null;
        giveScratch();
        if (state == State.CLOSING) {
            return;
        }
        boolean requestPending = state == State.BODY;
        if (!keepAlive || requestPending || state == State.TUNNEL) {
            close(requestPending || !received.isEmpty());
            return;
        }
        state = State.HEAD;
        if (out().unsent() == 0) {
            idle();
        } else {
            closeWithin(limits.idleNanos());
            out().whenSent(this::idle);
        }
        if (driving) {
            return;
        }
        if (received.isEmpty() && !inputEnded) {
            readSocketAsNeeded();
        } else {
            drive();
        }
    }

    /** The last response has been taken: from here on the next request is waited for. */
    private void idle() {
        countHeld();
        if (state == State.HEAD && !arriving) {
            connection.phase(ClientConnection.Phase.IDLE, services.worker().now());
            setTimer(limits.keepAliveNanos());
        }
    }

    // ---- the connection's life

    @Override
    public void drain() {
        keepAlive = false;
        switch (state) {
            case HEAD -> {
                if (!arriving) {
                    close(false);
                }
            }
            case TUNNEL -> {
                ClientListener running = listener;
                if (running != null) {
                    running.drain();
                }
            }
            case BODY, RESPONDING -> out().lastResponse();
            case CLOSING -> {}
        }
    }

    @Override
    public boolean waitsForClient() {
        ClientListener running = listener;
        return running == null || running.waitsForClient();
    }

    @Override
    public boolean tunnels() {
        ClientListener running = listener;
        return running != null && running.tunnels();
    }

    @Override
    public long progress() {
        ClientListener running = listener;
        return running == null ? moved - out().unsent() : running.bytesMoved();
    }

    private void close(boolean moreMayCome) {
        state = State.CLOSING;
        received.release();
        closeWithin(limits.idleNanos());
        if (out().unsent() == 0) {
            connection.phase(ClientConnection.Phase.IDLE, services.worker().now()); // nothing is lost if it is given up
        }
        if (moreMayCome && !inputEnded) {
            readSocketAsNeeded();
            out().shutdownOutput();
        } else {
            out().close();
        }
    }

    private void timeUp() {
        switch (state) {
            case HEAD -> {
                if (!arriving && out().unsent() > 0) {
                    closeUnlessMoving(); // the response before has not been taken yet
                } else if (arriving || !received.isEmpty()) {
                    refuse(new Malformed(Failure.REQUEST_TIMEOUT, "the request head took too long"));
                } else {
                    close(false);
                }
            }
            case CLOSING -> closeUnlessMoving();
            case RESPONDING -> {
                if (inputEnded && !out().begun()) {
                    truncated();
                }
            }
            case BODY, TUNNEL -> {} // the exchange has timers of its own
        }
    }

    /** Starts the wait for the end: {@code idleNanos} is how long a client may seem to take nothing, 0 for as long as it likes. */
    private void closeWithin(long idleNanos) {
        patienceNanos = idleNanos;
        unsent = Long.MAX_VALUE;
        setTimer(LINGER_NANOS);
    }

    /**
     * A slow client may take what is left as long as it takes some; one that takes nothing is cut. Whoever takes a hundred KiB a
     * second seems to take nothing for many seconds: the system asks for more only when much of its own buffer is free.
     */
    private void closeUnlessMoving() {
        long now = services.worker().now();
        long left = out().unsent();
        if (left < unsent) {
            unsent = left;
            movedNanos = now;
        }
        if (left > 0 && (patienceNanos == 0 || now - movedNanos < patienceNanos)) {
            setTimer(LINGER_NANOS);
        } else {
            out().cut();
        }
    }

    private void setTimer(long nanos) {
        if (nanos > 0) {
            services.worker().deadlines().set(timer, services.worker().now(), nanos);
        } else {
            services.worker().deadlines().cancel(timer);
        }
    }

    private void readSocketAsNeeded() {
        boolean wanted = switch (state) {
            case HEAD -> ctx().channel().isWritable() && !resting;
            case CLOSING -> true;
            case RESPONDING -> received.size() < MAX_EARLY_BYTES; // so that its end is seen
            case BODY, TUNNEL -> bodyWanted || discarding;
        };
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

    private ResponseWriter out() {
        ResponseWriter writer = out;
        if (writer == null) {
            throw new IllegalStateException("not in a pipeline");
        }
        return writer;
    }
}
