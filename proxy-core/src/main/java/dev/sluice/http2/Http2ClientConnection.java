package dev.sluice.http2;

import dev.sluice.exchange.ClientLimits;
import dev.sluice.exchange.ExchangeScratch;
import dev.sluice.exchange.ExchangeServices;
import dev.sluice.exchange.Failure;
import dev.sluice.exchange.Flood;
import dev.sluice.http.ClientFacts;
import dev.sluice.http.ForwardingPrefix;
import dev.sluice.worker.ClientConnection;
import dev.sluice.worker.Deadline;
import dev.sluice.worker.Price;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A client's HTTP/2 connection: the server's side of RFC 9113. On the worker's loop only.
 *
 * <p>It ends in two steps where it is we who end it (RFC 9113 §6.8): a GOAWAY that refuses nothing yet, and when the client has seen
 * it the one that does, so that no request is lost in between.
 */
public final class Http2ClientConnection extends Http2Connection implements ClientConnection.Occupant {
    private static final int MAX_STREAMS = 100;
    private static final int ANY_STREAM = Integer.MAX_VALUE;
    private static final long PONG_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long DRAIN_PING = 0x736c_7569_6365L;

    /** How far our end of the connection has come. */
    private enum Ending {
        NOT_YET,
        ANNOUNCED,
        FINAL
    }

    final ExchangeServices services;
    private final ClientFacts facts;
    private final ForwardingPrefix forwarding;
    private final ClientConnection connection;
    private final ClientLimits limits;
    private final Deadline phaseTimer = new Deadline() {
        @Override
        protected void expired() {
            phaseTimeUp();
        }
    };
    private final Deadline blockTimer = new Deadline() {
        @Override
        protected void expired() {
            end(ErrorCode.ENHANCE_YOUR_CALM, "the request head took too long", null);
        }
    };

    private Ending ending = Ending.NOT_YET;
    private int lastStream;
    private int highestStream;
    private boolean settled;
    /** The client has said that it is about to go: the connection ends with the last stream. */
    private boolean leaving;

    private int heldOnHeap;
    private long heldOutside;
    private long moved;
    private long leastUnsent;
    private long movedNanos;

    /**
     * Makes the handler of one connection; it is to be added when the connection (and its TLS session) is up.
     *
     * @param services what exchanges of this worker use
     * @param facts what is known of the client
     * @param connection how the worker counts this connection
     * @param limits what it may cost
     * @param shared what the connections of this worker share
     */
    public Http2ClientConnection(
            ExchangeServices services,
            ClientFacts facts,
            ClientConnection connection,
            ClientLimits limits,
            Http2Shared shared) {
        super(services.worker(), shared, Frame.PREFACE, limits.headBytes(), limits.fields());
        this.services = services;
        this.facts = facts;
        this.forwarding = new ForwardingPrefix(facts);
        this.connection = connection;
        this.limits = limits;
    }

    /** Whether bytes begin like a connection of HTTP/2 by prior knowledge: 1 yes, 0 no, -1 where more must come to tell. */
    public static int isPreface(ByteBuf bytes) {
        int length = Math.min(bytes.readableBytes(), Frame.PREFACE.length);
        for (int i = 0; i < length; i++) {
            if (bytes.getByte(bytes.readerIndex() + i) != Frame.PREFACE[i]) {
                return 0;
            }
        }
        return length == Frame.PREFACE.length ? 1 : -1;
    }

    // ---- the connection's life

    @Override
    void greet(FrameWriter out) {
        out.settings(
                PeerSettings.MAX_CONCURRENT_STREAMS,
                MAX_STREAMS,
                PeerSettings.MAX_HEADER_LIST_SIZE,
                limits.headBytes(),
                PeerSettings.ENABLE_CONNECT_PROTOCOL,
                1,
                PeerSettings.NO_RFC7540_PRIORITIES,
                1);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        super.handlerAdded(ctx);
        setTimer(limits.headNanos());
        connection.hold(Price.HTTP2, true);
        connection.occupant(this);
    }

    @Override
    void settled() {
        settled = true;
        if (streams.isEmpty()) {
            idle();
        }
    }

    private void idle() {
        connection.phase(ClientConnection.Phase.IDLE, worker.now());
        if (ending == Ending.FINAL || leaving) {
            shutDown();
        } else if (ending == Ending.NOT_YET) {
            setTimer(limits.keepAliveNanos());
        }
    }

    private void phaseTimeUp() {
        if (over()) {
            closeUnlessMoving();
        } else if (!settled) {
            end(ErrorCode.SETTINGS_TIMEOUT, "the connection's first frames took too long", null);
        } else if (ending == Ending.ANNOUNCED) {
            refuseFurther();
        } else if (streams.isEmpty()) {
            drain(); // a request may be on its way even now
        }
    }

    @Override
    public void drain() {
        for (Http2Stream stream : open()) {
            ((Http2ClientStream) stream).drain();
        }
        if (ending != Ending.NOT_YET || over()) {
            return;
        }
        ending = Ending.ANNOUNCED;
        writer().goAway(ANY_STREAM, ErrorCode.NO_ERROR);
        writer().ping(false, DRAIN_PING);
        flushSoon();
        setTimer(PONG_NANOS);
    }

    @Override
    void pong() {
        if (ending == Ending.ANNOUNCED) {
            refuseFurther();
        }
    }

    private void refuseFurther() {
        ending = Ending.FINAL;
        writer().goAway(lastStream, ErrorCode.NO_ERROR);
        flushSoon();
        worker.deadlines().cancel(phaseTimer);
        if (streams.isEmpty()) {
            shutDown();
        }
    }

    /** Nothing is under way, and nothing more is to come. */
    private void shutDown() {
        if (!over()) {
            end(ErrorCode.NO_ERROR, "the connection ended", null);
        }
    }

    @Override
    void peerGoesAway(int last, int code) {
        if (streams.isEmpty()) {
            shutDown();
        } else {
            leaving = true;
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslCloseCompletionEvent || event instanceof ChannelInputShutdownEvent) {
            // no half-close as in HTTP/1: windows could not be opened any more, and no frame of ours be answered
            gone("the client closed the connection");
            ctx.close();
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    void lost(String detail, @Nullable Flood flood) {
        worker.deadlines().cancel(phaseTimer);
        worker.deadlines().cancel(blockTimer);
        if (flood != null) {
            services.flooded(flood);
        }
    }

    @Override
    void closeWhenSent(boolean hostile) {
        leastUnsent = Long.MAX_VALUE;
        movedNanos = worker.now();
        if (hostile) {
            ctx().channel().config().setAutoRead(false);
            ctx().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
            setTimer(LINGER_NANOS);
            return;
        }
        ctx().channel().config().setAutoRead(true); // so that the client's end is seen
        // closing at once would reset the connection where the client is still sending, and lose what it has not read
        SslHandler tls = ctx().pipeline().get(SslHandler.class);
        ctx().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(sent -> {
            if (tls != null) {
                tls.closeOutbound();
            } else if (ctx().channel() instanceof DuplexChannel duplex && duplex.isActive()) {
                duplex.shutdownOutput();
            }
        });
        setTimer(LINGER_NANOS);
    }

    /** A slow client may take what is left as long as it takes some. */
    private void closeUnlessMoving() {
        long left = unsent();
        long now = worker.now();
        if (left < leastUnsent) {
            leastUnsent = left;
            movedNanos = now;
        }
        if (left > 0 && (limits.idleNanos() == 0 || now - movedNanos < limits.idleNanos())) {
            setTimer(LINGER_NANOS);
        } else {
            cut();
        }
    }

    /** Past TLS, which would wait for a peer that takes nothing. */
    private void cut() {
        ChannelHandlerContext first = ctx().pipeline().firstContext();
        if (first != null) {
            first.close();
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        super.handlerRemoved(ctx);
        worker.deadlines().cancel(phaseTimer);
        worker.deadlines().cancel(blockTimer);
    }

    @Override
    void blockOpen(boolean open) {
        if (!open) {
            worker.deadlines().cancel(blockTimer);
        } else if (!blockTimer.isSet() && limits.headNanos() > 0) {
            worker.deadlines().set(blockTimer, worker.now(), limits.headNanos());
        }
    }

    private void setTimer(long nanos) {
        if (nanos > 0) {
            worker.deadlines().set(phaseTimer, worker.now(), nanos);
        } else {
            worker.deadlines().cancel(phaseTimer);
        }
    }

    /** How long a client may take nothing of what is left of an answer, in nanoseconds; 0 is no limit. */
    long patienceNanos() {
        return limits.idleNanos();
    }

    // ---- streams

    @Override
    boolean idle(int stream) {
        return (stream & 1) == 0 || stream > highestStream;
    }

    @Override
    int lastStream() {
        return lastStream;
    }

    @Override
    boolean answering(Http2Stream stream, HeaderBlock head) {
        return false;
    }

    @Override
    void opening(HeaderBlock head) throws ConnectionError {
        int id = head.stream();
        if ((id & 1) == 0) {
            throw new ConnectionError(ErrorCode.PROTOCOL_ERROR, "a request on a stream of ours");
        }
        if (id <= highestStream) {
            decode(head, FieldSink.NOTHING);
            switch (closedStreams.how(id)) {
                case ENDED, RESET_BY_PEER ->
                    throw new ConnectionError(ErrorCode.STREAM_CLOSED, "HEADERS on a stream that has ended");
                case UNKNOWN ->
                    throw new ConnectionError(ErrorCode.PROTOCOL_ERROR, "streams that are opened out of order");
                case CUT_BY_US -> {}
            }
            return;
        }
        highestStream = id;
        if (ending == Ending.FINAL) {
            decode(head, FieldSink.NOTHING); // RFC 9113 §6.8: those after the last are ignored
            closedStreams.add(id, ClosedStreams.How.CUT_BY_US);
            return;
        }
        lastStream = id;
        answered(); // heads are not held back by flow control: whoever does not read them gets no more
        if (streams.size() >= MAX_STREAMS) {
            decode(head, FieldSink.NOTHING);
            if (acknowledged) { // before, it cannot know how many there may be
                provoked();
            }
            refuse(id);
            return;
        }
        begin(head, id);
    }

    /** Nothing was done for it, so the client may ask again (RFC 9113 §8.7). */
    private void refuse(int id) throws ConnectionError {
        writer().reset(id, ErrorCode.REFUSED_STREAM);
        closedStreams.add(id, ClosedStreams.How.CUT_BY_US);
        answered();
    }

    private void begin(HeaderBlock block, int id) throws ConnectionError {
        ExchangeScratch scratch = services.takeScratch();
        RequestBuilder requests = shared.requests;
        requests.start(scratch.head(), limits.headBytes(), limits.fields());
        decode(block, requests);
        requests.finish(block.endStream());
        if (block.dependsOnItself()) {
            requests.problem("a stream that depends on itself");
        }
        if (requests.problem() != null && !requests.tooLarge()) {
            provoked();
        }
        int held = scratch.head().fields().trim();
        if (connection.begin(held, true) != null) {
            services.giveScratch(scratch);
            refuse(id);
            return;
        }
        if (streams.isEmpty()) {
            moved = 0;
            connection.phase(ClientConnection.Phase.BUSY, worker.now());
            if (ending == Ending.NOT_YET) {
                worker.deadlines().cancel(phaseTimer);
            }
        }
        Http2ClientStream stream = obtain();
        stream.open(id);
        streams.put(id, stream);
        stream.begin(requests, scratch, held, block.endStream());
    }

    private Http2ClientStream obtain() {
        Http2Stream spare = spare();
        return spare != null ? (Http2ClientStream) spare : new Http2ClientStream(this);
    }

    @Override
    boolean trusted() {
        return false;
    }

    @Override
    void closed(Http2Stream stream) {
        if (stream.endSent() && stream.endReceived()) {
            floods.resets.earn(); // who asks for much may change its mind more often
        }
        if (streams.isEmpty() && !over()) {
            idle();
        }
    }

    @Override
    void malformed(Http2Stream stream, String detail) {
        ((Http2ClientStream) stream).malformed(Failure.BAD_REQUEST, detail);
    }

    @Override
    void countReset() throws ConnectionError {
        if (!floods.resets.take(worker.now())) {
            throw ConnectionError.of(Flood.RESETS);
        }
    }

    @Override
    void prioritize(int stream, ByteBuf value) {
        byte[] bytes = new byte[Math.min(64, value.readableBytes())];
        value.readBytes(bytes);
        if (streams.get(stream) instanceof Http2ClientStream known) {
            known.prioritize(Priority.parse(bytes, 0, bytes.length, Priority.DEFAULT));
        }
    }

    ClientFacts facts() {
        return facts;
    }

    ClientConnection connection() {
        return connection;
    }

    @Override
    void holds(int onHeap, long outside) {
        if (onHeap != heldOnHeap || outside != heldOutside) {
            connection.hold(onHeap - heldOnHeap, outside - heldOutside);
            heldOnHeap = onHeap;
            heldOutside = outside;
        }
    }

    ForwardingPrefix forwarding() {
        return forwarding;
    }

    // ---- what the worker asks

    @Override
    void moved(int bytes) {
        moved += bytes;
    }

    @Override
    void sent(int bytes) {
        super.sent(bytes);
        moved += bytes;
    }

    @Override
    public boolean waitsForClient() {
        for (Http2Stream stream : streams.values()) {
            if (!((Http2ClientStream) stream).waitsForClient()) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean tunnels() {
        for (Http2Stream stream : streams.values()) {
            if (((Http2ClientStream) stream).tunnels()) {
                return true;
            }
        }
        return false;
    }

    @Override
    public long progress() {
        return moved;
    }
}
