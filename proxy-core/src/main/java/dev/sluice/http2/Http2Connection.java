package dev.sluice.http2;

import dev.sluice.exchange.Flood;
import dev.sluice.http.Fields;
import dev.sluice.worker.Worker;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.collection.IntObjectHashMap;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What both ends of HTTP/2 have in common: one connection with its streams, on one loop.
 *
 * <pre>
 *   bytes ─▶ [TLS] ─▶ FrameReader ─▶ FrameHandling   ─▶ Http2Stream ─▶ Exchange
 *   bytes ◀─ [TLS] ◀─ FrameWriter ◀─ SendingOrder    ◀─ Http2Stream ◀─ Exchange
 * </pre>
 *
 * <p>What is written during one turn of the loop leaves in one piece at its end. Frames with a body are counted by both windows of
 * RFC 9113 §5.2: the connection's is large and given back at once, so that no stream can use it up; what a stream may hold back is
 * bounded by its own.
 */
abstract class Http2Connection extends ChannelInboundHandlerAdapter {
    private static final int MAX_UNREAD_ANSWERS = 1000;
    private static final int MAX_SPARE = 16;
    /** Heads in one turn of the loop; a large one counts for several. */
    private static final int MAX_WORK = 32;

    private static final int BYTES_PER_WORK = 4096;

    final Worker worker;
    final Http2Shared shared;
    final HpackEncoder encoder = new HpackEncoder();
    final PeerSettings peer = new PeerSettings();
    final ClosedStreams closedStreams = new ClosedStreams();
    final IntObjectHashMap<Http2Stream> streams = new IntObjectHashMap<>();
    final Floods floods = new Floods();

    /** The peer has taken note of our settings. */
    boolean acknowledged;

    private final FrameReader reader;
    private final FrameHandling frames;
    private final DynamicTable decoded = new DynamicTable(HpackDecoder.TABLE_SIZE);
    private final SendingOrder order = new SendingOrder(this);
    private final Runnable flushTask = this::flushNow;
    private final ArrayList<Http2Stream> delivering = new ArrayList<>();
    private final ArrayList<Http2Stream> ended = new ArrayList<>();
    private final ArrayList<Http2Stream> spare = new ArrayList<>();

    private @Nullable ChannelHandlerContext context;
    private @Nullable FrameWriter writer;
    private int sendWindow = ReceiveWindow.INITIAL;
    private int unreadAnswers;
    private int work;
    private boolean resting;
    private boolean flushing;
    private boolean over;

    Http2Connection(Worker worker, Http2Shared shared, byte[] preface, int maxHeadBytes, int maxFields) {
        this.worker = worker;
        this.shared = shared;
        this.frames = new FrameHandling(this, shared, maxHeadBytes, maxFields);
        this.reader = new FrameReader(frames, preface);
    }

    // ---- what the two ends do differently

    /** The first thing to be sent. */
    abstract void greet(FrameWriter out);

    /** The peer's first SETTINGS have come. */
    abstract void settled();

    /** A whole block of fields for a stream that is not open: a request, or nonsense. */
    abstract void opening(HeaderBlock head) throws ConnectionError;

    /** A whole block for an open stream which is not its trailers: an answer's head. Returns false where only trailers can come. */
    abstract boolean answering(Http2Stream stream, HeaderBlock head) throws ConnectionError;

    /** Whether a stream has not been used by anybody (RFC 9113 §5.1). */
    abstract boolean idle(int stream);

    /** The peer has broken the rules of HTTP in a message. */
    abstract void malformed(Http2Stream stream, String detail);

    /** A stream has been closed; where it was the last, none is open. */
    abstract void closed(Http2Stream stream);

    /** The peer takes no more streams above {@code lastStream}. */
    abstract void peerGoesAway(int lastStream, int code);

    /** The peer has answered our PING. */
    abstract void pong();

    /** Another priority for a stream (RFC 9218 §7). */
    abstract void prioritize(int stream, ByteBuf value);

    /** The connection ends: it is over when this is called. */
    abstract void lost(String detail, @Nullable Flood flood);

    /** A block of fields has begun that is not whole (true), or is whole now. */
    abstract void blockOpen(boolean open);

    /** Whether the peer is one of ours: one exchange's trouble must not end the others'. */
    abstract boolean trusted();

    /** Resets by the peer are free for backends, and not for clients. */
    abstract void countReset() throws ConnectionError;

    /** Body bytes have come. */
    void moved(int bytes) {}

    // ---- the network

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        FrameWriter out = new FrameWriter(ctx);
        writer = out;
        greet(out);
        out.windowUpdate(0, FrameHandling.RECEIVE_WINDOW - ReceiveWindow.INITIAL);
        flushSoon();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        worker.holdClock();
        try {
            reader.read(ctx.alloc(), (ByteBuf) message);
        } catch (ConnectionError error) {
            end(error.code(), error.detail(), error.flood());
        } finally {
            worker.releaseClock();
        }
        turnTaken();
    }

    /** The connection has taken so much work of this turn of the loop: others are to have theirs. */
    final boolean hasEnough() {
        return work >= MAX_WORK;
    }

    private void turnTaken() {
        countHeld();
        if (!hasEnough() || over) {
            work = 0;
        } else if (!resting) {
            resting = true;
            ctx().channel().config().setAutoRead(false);
            // not as a task: those go before what the network has for others
            worker.loop().schedule(this::goOn, 1, TimeUnit.NANOSECONDS);
        }
    }

    private void goOn() {
        resting = false;
        work = 0;
        if (over) {
            return;
        }
        ChannelHandlerContext ctx = ctx();
        worker.holdClock();
        try {
            reader.goOn(ctx.alloc());
        } catch (ConnectionError error) {
            end(error.code(), error.detail(), error.flood());
        } finally {
            worker.releaseClock();
        }
        channelReadComplete(ctx);
        turnTaken();
        if (!resting && !over) {
            ctx.channel().config().setAutoRead(true);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        for (int i = 0; i < delivering.size(); i++) {
            Http2Stream stream = delivering.get(i);
            if (!stream.closed()) {
                stream.delivered();
            }
        }
        delivering.clear();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        countHeld();
        if (ctx.channel().isWritable()) {
            unreadAnswers = 0;
            flushSoon();
        }
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

    /** Neither direction goes on. */
    final void gone(String detail) {
        if (!over) {
            over = true;
            reader.stop();
            lost(detail, null);
            breakStreams(detail);
            writer().discard();
        }
    }

    /** Ends the connection for what the peer has done (RFC 9113 §5.4.1). */
    final void end(ErrorCode code, String detail, @Nullable Flood flood) {
        if (over) {
            return;
        }
        over = true;
        reader.stop();
        writer().goAway(lastStream(), code);
        writer().flush();
        lost(detail, flood);
        breakStreams(detail);
        writer().flush();
        closeWhenSent(flood != null);
    }

    private void breakStreams(String detail) {
        for (Http2Stream stream : open()) {
            if (stream.closed()) {
                continue;
            }
            if (stream.survives()) {
                stream.stopSending();
            } else {
                stream.close(ClosedStreams.How.CUT_BY_US);
                stream.broken(StreamEnd.CONNECTION_LOST, detail);
            }
        }
    }

    /** The open streams as they are now, for loops that may close some. */
    final List<Http2Stream> open() {
        return new ArrayList<>(streams.values());
    }

    /** The last stream of the peer's that we have looked at. */
    abstract int lastStream();

    /** Closes in the way that lets the peer read what was sent; a hostile one is not waited for. */
    abstract void closeWhenSent(boolean hostile);

    final boolean over() {
        return over;
    }

    final boolean networkWritable() {
        return ctx().channel().isWritable()
                || unsent() < worker.clients().budget().backlog();
    }

    /** Bytes that were written and not yet taken by the network. */
    final long unsent() {
        return writer().unsent();
    }

    /** The connection itself holds so much, beside what its streams do. */
    abstract void holds(int onHeap, long outside);

    private void countHeld() {
        holds(decoded.held() + encoder.held() + frames.held(), reader.held() + unsent());
    }

    /** Sends what was written at the end of this turn of the loop. */
    final void flushSoon() {
        if (!flushing) {
            flushing = true;
            worker.loop().execute(flushTask);
        }
    }

    private void flushNow() {
        flushing = false;
        recycle();
        if (over) {
            writer().discard();
            return;
        }
        boolean more = order.pump();
        writer().flush();
        countHeld();
        if (more) {
            flushSoon();
        }
    }

    final ChannelHandlerContext ctx() {
        ChannelHandlerContext ctx = context;
        if (ctx == null) {
            throw new IllegalStateException("not in a pipeline");
        }
        return ctx;
    }

    final FrameWriter writer() {
        FrameWriter out = writer;
        if (out == null) {
            throw new IllegalStateException("not in a pipeline");
        }
        return out;
    }

    final SendingOrder order() {
        return order;
    }

    final WindowBudget budget() {
        return shared.windows;
    }

    // ---- streams

    final int initialSendWindow() {
        return peer.initialWindowSize;
    }

    final int sendWindow() {
        return sendWindow;
    }

    /** The peer takes more on this connection. Returns false where that is more than may be (RFC 9113 §6.9.1). */
    final boolean addSendWindow(int bytes) {
        long sum = (long) sendWindow + bytes;
        if (sum > Integer.MAX_VALUE) {
            return false;
        }
        sendWindow = (int) sum;
        flushSoon();
        return true;
    }

    /** Body bytes are about to be written. */
    void sent(int bytes) {
        sendWindow -= bytes;
        floods.pings.renew(); // some peers measure the way by a PING after each piece
    }

    /** The stream has got bytes in this turn and is to be told when there are no more for now. */
    final void delivers(Http2Stream stream) {
        int size = delivering.size();
        if (size == 0 || !delivering.get(size - 1).equals(stream)) {
            delivering.add(stream);
        }
    }

    final void remove(Http2Stream stream, ClosedStreams.How how) {
        streams.remove(stream.id);
        order.remove(stream);
        closedStreams.add(stream.id, how);
        closed(stream);
    }

    /** The object may serve again, once nobody who is in the middle of calling it can do so any more. */
    final void mayServeAgain(Http2Stream stream) {
        if (!stream.free) {
            stream.free = true;
            ended.add(stream);
            flushSoon();
        }
    }

    private void recycle() {
        int kept = streams.isEmpty() ? 1 : MAX_SPARE; // an idle connection holds next to nothing
        for (int i = 0; i < ended.size() && spare.size() < kept; i++) {
            spare.add(ended.get(i));
        }
        ended.clear();
        while (spare.size() > kept) {
            spare.removeLast();
        }
    }

    /** Decodes a whole block of fields (RFC 7541). */
    final void decode(HeaderBlock block, FieldSink sink) throws ConnectionError {
        shared.decoder.decode(decoded, block.bytes(), 0, block.length(), sink);
        work += 1 + shared.decoder.decodedBytes() / BYTES_PER_WORK;
    }

    final @Nullable Http2Stream spare() {
        if (spare.isEmpty()) {
            return null;
        }
        Http2Stream stream = spare.removeLast();
        stream.free = false;
        return stream;
    }

    final void writeTrailers(int stream, Fields fields) {
        ByteBuf out = writer().startHeaders(stream);
        encoder.start(out);
        encoder.fields(out, fields);
        writer().endHeaders(stream, true);
    }

    // ---- errors

    /** Ends one stream for what the peer has done (RFC 9113 §5.4.2). */
    final void streamError(Http2Stream stream, ErrorCode code, String detail) throws ConnectionError {
        provoked();
        stream.reset(code);
        stream.broken(StreamEnd.MALFORMED, detail);
    }

    /** The peer makes us reset a stream: it may not do so without end. */
    final void provoked() throws ConnectionError {
        if (!trusted() && !floods.provokedResets.take(worker.now())) {
            throw ConnectionError.of(Flood.PROVOKED_RESETS);
        }
    }

    /** A frame was written only because the peer has asked for it. */
    final void answered() throws ConnectionError {
        if (!networkWritable() && ++unreadAnswers > MAX_UNREAD_ANSWERS) {
            throw ConnectionError.of(Flood.UNREAD_ANSWERS);
        }
        flushSoon();
    }
}
