package dev.sluice.http2;

import dev.sluice.http.Buffers;
import dev.sluice.http.Fields;
import dev.sluice.worker.ClientConnection;
import dev.sluice.worker.Held;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * What both ends have in common: one stream of a connection (RFC 9113 §5), a plain object on the connection's loop.
 *
 * <p>Towards the peer: what flow control or the network does not take at once waits in a short queue, and {@link #writable} says so.
 * From the peer: what comes while nobody wants it waits within the stream's window, and its bytes go back to the window when somebody
 * has taken them.
 */
abstract class Http2Stream {
    /** So much may wait here while other streams are being sent, so that the most urgent has something to send. */
    private static final int MAX_QUEUED = 16 * 1024;

    private static final int SMALL = 4096;

    final Http2Connection connection;
    int id;
    int priority = Priority.UNSAID;

    /** Whether it waits in {@link SendingOrder}. */
    boolean waiting;

    /** Whether nobody uses the object any more. */
    boolean free;

    private final ArrayDeque<ByteBuf> out = new ArrayDeque<>(4);
    private final Held held;
    private int queued;
    private int sendWindow;
    private boolean endQueued;
    private @Nullable Fields trailersQueued;
    private boolean endSent;

    private final ArrayDeque<ByteBuf> in = new ArrayDeque<>(4);
    private final ReceiveWindow window = new ReceiveWindow();
    private @Nullable Fields trailers;
    private long expected;
    private int paddingHeld;
    private boolean wanted;
    private boolean discarding;
    private boolean endReceived;
    private boolean endDelivered;
    private boolean delivering;
    private boolean closed = true;

    Http2Stream(Http2Connection connection) {
        this.connection = connection;
        this.held = new Held(connection.worker);
    }

    /** Whose client is charged for what the stream holds from now on, or null. */
    final void serves(@Nullable ClientConnection client) {
        held.serves(client);
    }

    /** Starts a new life of the object. */
    final void open(int streamId) {
        id = streamId;
        priority = Priority.UNSAID;
        queued = 0;
        sendWindow = connection.initialSendWindow();
        endQueued = false;
        trailersQueued = null;
        endSent = false;
        window.open();
        trailers = null;
        expected = -1;
        paddingHeld = 0;
        wanted = false;
        discarding = false;
        endReceived = false;
        endDelivered = false;
        delivering = false;
        closed = false;
    }

    // ---- towards the exchange

    /** A piece of the body (or of a tunnel), owned by the exchange from here on. */
    abstract void deliver(ByteBuf data);

    /** The peer's direction has ended. */
    abstract void deliverEnd(@Nullable Fields trailers);

    /** All that has come for now was delivered. */
    abstract void delivered();

    /** More may be written again, or not any more. */
    abstract void writabilityChanged();

    /** The stream ended before its time: the peer reset it or broke a rule, or the connection is gone. It is closed already. */
    abstract void broken(StreamEnd why, String detail);

    /** Whether the stream may be forgotten once both directions have ended, though what has come was perhaps not delivered. */
    abstract boolean mayBeForgotten();

    /** Whether what has come is still good where nothing more can be sent or received. */
    abstract boolean survives();

    // ---- sending

    /** Whether more may be written without piling up. */
    public final boolean writable() {
        return queued == 0 || (sendWindow > 0 && queued < MAX_QUEUED);
    }

    final void send(ByteBuf data) {
        if (closed || endSent) {
            data.release();
            return;
        }
        int length = data.readableBytes();
        if (queued == 0 && connection.order().mayPass(this)) {
            int now = Math.min(length, Math.min(sendWindow, connection.sendWindow()));
            if (now == length) {
                write(data);
                return;
            }
            if (now > 0) {
                write(data.readRetainedSlice(now));
            }
        }
        queued += data.readableBytes();
        keep(out, data);
        waitForTurn();
    }

    /** A piece that holds a much larger buffer than itself is copied, small ones that follow each other into one. */
    private void keep(ArrayDeque<ByteBuf> queue, ByteBuf piece) {
        int length = piece.readableBytes();
        ByteBuf last = queue.peekLast();
        if (last != null && length < SMALL && last.refCnt() == 1 && last.writableBytes() >= length) {
            last.writeBytes(piece);
            piece.release();
            return;
        }
        boolean several = last != null && length < SMALL;
        ByteBuf kept = several || Buffers.wasteful(piece)
                ? Buffers.copied(connection.ctx().alloc(), piece, several ? SMALL : length)
                : piece;
        held.change(kept.capacity());
        queue.add(kept);
    }

    private ByteBuf taken(ArrayDeque<ByteBuf> queue) {
        ByteBuf first = queue.remove();
        held.change(-first.capacity());
        return first;
    }

    final void sendEnd(@Nullable Fields last) {
        if (closed || endSent || endQueued) {
            return;
        }
        if (queued > 0) {
            endQueued = true;
            if (last != null) {
                trailersQueued = copy(last);
                countTrailers();
            }
        } else {
            end(last);
        }
    }

    /** The trailers of a connection's codec are valid for the moment only. */
    private static Fields copy(Fields fields) {
        Fields copy = new Fields();
        for (int i = 0; i < fields.size(); i++) {
            if (fields.isLive(i)) {
                copy.add(fields, i);
            }
        }
        return copy;
    }

    private void end(@Nullable Fields last) {
        endSent = true;
        if (last == null) {
            connection.writer().endStream(id);
        } else {
            connection.writeTrailers(id, last);
        }
        connection.flushSoon();
        completeWhenBothHaveEnded();
    }

    private void write(ByteBuf data) {
        int length = data.readableBytes();
        sendWindow -= length;
        connection.sent(length);
        connection.writer().data(id, data);
    }

    /** Sends up to {@code most} queued bytes. To be called by the order only. */
    final void sendQueued(int most) {
        int allowed = Math.min(most, Math.min(sendWindow, connection.sendWindow()));
        while (allowed > 0 && queued > 0) {
            ByteBuf first = out.element();
            int length = Math.min(allowed, first.readableBytes());
            if (length == first.readableBytes()) {
                taken(out);
            } else {
                first = first.readRetainedSlice(length);
            }
            queued -= length;
            allowed -= length;
            write(first);
        }
        if (queued == 0 && endQueued) {
            endQueued = false;
            Fields last = trailersQueued;
            trailersQueued = null;
            countTrailers();
            end(last);
        }
    }

    final boolean hasQueued() {
        return queued > 0;
    }

    /** Whether the peer lets it send what it has. */
    final boolean maySend() {
        return queued > 0 && sendWindow > 0 && !closed;
    }

    private void waitForTurn() {
        if (!waiting && maySend()) {
            connection.order().add(this);
        }
        connection.flushSoon();
    }

    /** The peer takes more (RFC 9113 §6.9.1), or another initial amount (§6.9.2). Returns false where that is more than may be. */
    final boolean addSendWindow(int bytes) {
        long sum = (long) sendWindow + bytes;
        if (sum > Integer.MAX_VALUE) {
            return false;
        }
        boolean before = writable();
        sendWindow = (int) sum;
        waitForTurn();
        if (before != writable()) {
            writabilityChanged();
        }
        return true;
    }

    // ---- receiving

    /** Says how many bytes the body must have, or -1. */
    final void expect(long bytes) {
        expected = bytes;
    }

    /** Where the receiving side's trailers are to be put. */
    final Fields trailersToFill() {
        Fields fields = new Fields();
        trailers = fields;
        return fields;
    }

    /** Counts the flow-controlled bytes of a frame that begins. Returns false where the peer sends more than it may. */
    final boolean receiving(int flowLength) {
        return window.take(flowLength);
    }

    /** Padding goes back to the window at once, unless it is used to make much of little. */
    final void padding(int bytes) {
        if (in.isEmpty()) {
            giveBack(bytes);
        } else {
            paddingHeld += bytes;
        }
    }

    /** Bytes that somebody has taken go back to the window. */
    final void giveBack(int bytes) {
        if (bytes > 0 && !endReceived && !closed) {
            int grant = window.giveBack(bytes, wanted && in.isEmpty(), connection.budget());
            if (grant > 0) {
                connection.writer().windowUpdate(id, grant);
                connection.flushSoon();
            }
        }
    }

    final boolean endReceived() {
        return endReceived;
    }

    /** Takes a piece of DATA. Returns what is wrong with it, or null. */
    final @Nullable String received(ByteBuf piece) {
        int length = piece.readableBytes();
        if (expected >= 0) {
            expected -= length;
            if (expected < 0) {
                piece.release();
                return "more bytes came than Content-Length says";
            }
        }
        if (discarding) {
            piece.release(); // and its bytes do not go back to the window: no more is to come than is under way
        } else if (wanted && in.isEmpty() && !delivering) {
            pass(piece);
        } else {
            keep(in, piece);
        }
        return null;
    }

    /** The peer's direction has ended. Returns what is wrong with that, or null. */
    final @Nullable String receivedEnd(boolean withTrailers) {
        endReceived = true;
        window.close(connection.budget());
        if (!withTrailers) {
            trailers = null;
        }
        if (expected > 0) {
            return "it ended " + expected + " bytes before Content-Length says";
        }
        deliverWaiting();
        countTrailers();
        completeWhenBothHaveEnded();
        return null;
    }

    private void countTrailers() {
        held.setHeap(held(trailers) + held(trailersQueued));
    }

    private static int held(@Nullable Fields fields) {
        return fields == null ? 0 : fields.held();
    }

    private void pass(ByteBuf piece) {
        int length = piece.readableBytes();
        connection.delivers(this);
        deliver(piece);
        giveBack(length);
    }

    final void wanted(boolean now) {
        wanted = now;
        if (now) {
            deliverWaiting();
        }
    }

    private void deliverWaiting() {
        if (delivering || closed || !wanted) {
            return;
        }
        delivering = true;
        while (wanted && !closed && !in.isEmpty()) {
            pass(taken(in));
        }
        if (in.isEmpty() && paddingHeld > 0) {
            giveBack(paddingHeld);
            paddingHeld = 0;
        }
        delivering = false;
        if (endReceived && wanted && !endDelivered && !discarding && !closed && in.isEmpty()) {
            endDelivered = true;
            Fields last = trailers;
            trailers = null;
            countTrailers();
            deliverEnd(last);
            completeWhenBothHaveEnded();
        }
    }

    /** What still comes is not wanted. */
    final void discard() {
        discarding = true;
        wanted = false;
        trailers = null;
        countTrailers();
        drop(in);
    }

    /** Gives back what waits in a queue. */
    private void drop(ArrayDeque<ByteBuf> queue) {
        while (!queue.isEmpty()) {
            taken(queue).release();
        }
    }

    // ---- ends

    final boolean closed() {
        return closed;
    }

    /** Whether all of our direction has been handed over. */
    final boolean endSent() {
        return endSent;
    }

    /** Whether everything that came has been handed on. */
    final boolean endDelivered() {
        return endDelivered;
    }

    /** The peer does not want what is still to be sent; what has come is good. */
    final void stopSending() {
        endSent = true;
        endQueued = false;
        queued = 0;
        drop(out);
        connection.order().remove(this);
        completeWhenBothHaveEnded();
    }

    final void completeWhenBothHaveEnded() {
        if (!closed && endSent && endReceived && mayBeForgotten()) {
            close(ClosedStreams.How.ENDED);
        }
    }

    /** Ends the stream by RST_STREAM; nobody is told. */
    final void reset(ErrorCode code) {
        if (!closed) {
            connection.writer().reset(id, code);
            connection.flushSoon();
            close(ClosedStreams.How.CUT_BY_US);
        }
    }

    /** The stream has been closed, for whatever reason. */
    void onClose() {}

    /**
     * The stream is over: what it holds is given back.
     *
     * @param how what is remembered of its end
     */
    final void close(ClosedStreams.How how) {
        if (closed) {
            return;
        }
        closed = true;
        wanted = false;
        queued = 0;
        trailers = null;
        trailersQueued = null;
        countTrailers();
        drop(out);
        drop(in);
        window.close(connection.budget());
        connection.remove(this, how);
        onClose();
    }
}
