package dev.sluice.http2;

import dev.sluice.exchange.Flood;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * What each frame does to a connection and its streams, in the order of RFC 9113 §6. Longer than other files, as the rules of all frames stand in
 * this one place.
 */
final class FrameHandling implements FrameListener {
    /** Of the connection: so large, and given back at once, that no stream can use it up. */
    static final int RECEIVE_WINDOW = 16 * 1024 * 1024;

    private final Http2Connection connection;
    private final HeaderBlock block;
    private final int maxHeadBytes;
    private final int maxFields;
    private @Nullable Http2Stream inData;
    private int dataStream;
    private boolean dataEndsStream;
    private int receiveWindow = RECEIVE_WINDOW;
    private boolean settled;

    FrameHandling(Http2Connection connection, Http2Shared shared, int maxHeadBytes, int maxFields) {
        this.connection = connection;
        this.block = new HeaderBlock(shared, 2 * maxHeadBytes); // what is too large, but not by much, gets an answer
        this.maxHeadBytes = maxHeadBytes;
        this.maxFields = maxFields;
    }

    /** How many bytes of heap a block of fields holds that has not come whole. */
    int held() {
        return block.held();
    }

    @Override
    public boolean hasEnough() {
        return connection.hasEnough();
    }

    // ---- DATA

    @Override
    public void dataStart(int id, int flowLength, int padding, boolean endStream) throws ConnectionError {
        mustBeSettled(Frame.DATA);
        if (block.open() || id == 0) {
            throw new ConnectionError(ErrorCode.PROTOCOL_ERROR, "DATA where none may be");
        }
        receiveWindow -= flowLength;
        if (receiveWindow < 0) {
            throw new ConnectionError(ErrorCode.FLOW_CONTROL_ERROR, "more DATA than the connection's window allows");
        }
        if (receiveWindow < RECEIVE_WINDOW / 2) {
            connection.writer().windowUpdate(0, RECEIVE_WINDOW - receiveWindow);
            receiveWindow = RECEIVE_WINDOW;
            connection.flushSoon();
        }
        if (flowLength == padding && !endStream && !connection.floods.emptyFrames.take(connection.worker.now())) {
            throw ConnectionError.of(Flood.EMPTY_FRAMES);
        }
        Http2Stream stream = receiver(id, flowLength);
        inData = stream;
        dataStream = id;
        dataEndsStream = endStream;
        if (stream != null && padding > 0) {
            stream.padding(padding);
        }
    }

    private @Nullable Http2Stream receiver(int id, int flowLength) throws ConnectionError {
        Http2Stream stream = connection.streams.get(id);
        if (stream == null) {
            frameForClosed(id, true);
            return null;
        }
        if (stream.endReceived()) {
            connection.streamError(stream, ErrorCode.STREAM_CLOSED, "DATA after the end of the stream");
            return null;
        }
        if (!stream.receiving(flowLength)) {
            connection.streamError(stream, ErrorCode.FLOW_CONTROL_ERROR, "more DATA than the stream's window allows");
            return null;
        }
        return stream;
    }

    @Override
    public void data(ByteBuf piece) throws ConnectionError {
        Http2Stream stream = receiving();
        if (stream == null) {
            piece.release();
            return;
        }
        connection.moved(piece.readableBytes());
        connection.floods.pings.renew();
        String problem = stream.received(piece);
        if (problem != null) {
            connection.provoked();
            connection.malformed(stream, problem);
        }
    }

    @Override
    public void dataEnd() throws ConnectionError {
        Http2Stream stream = receiving();
        inData = null;
        if (stream != null && dataEndsStream) {
            ended(stream, false);
        }
    }

    /** The stream whose frame is under way, unless it was closed meanwhile: the object may serve another by now. */
    private @Nullable Http2Stream receiving() {
        Http2Stream stream = inData;
        return stream == null || stream.closed() || stream.id != dataStream ? null : stream;
    }

    private void ended(Http2Stream stream, boolean withTrailers) throws ConnectionError {
        String problem = stream.receivedEnd(withTrailers);
        if (problem != null) {
            connection.provoked();
            connection.malformed(stream, problem);
        }
    }

    // ---- the other frames

    @Override
    public void frame(int type, int flags, int id, ByteBuf payload) throws ConnectionError {
        mustBeSettled(type);
        if (block.open() && type != Frame.CONTINUATION) {
            throw new ConnectionError(ErrorCode.PROTOCOL_ERROR, "a frame in the middle of a block of header fields");
        }
        switch (type) {
            case Frame.HEADERS -> headers(flags, id, payload);
            case Frame.PRIORITY -> priority(id, payload);
            case Frame.RST_STREAM -> reset(id, payload);
            case Frame.SETTINGS -> settings(flags, id, payload);
            case Frame.PUSH_PROMISE -> throw new ConnectionError(ErrorCode.PROTOCOL_ERROR, "PUSH_PROMISE");
            case Frame.PING -> ping(flags, id, payload);
            case Frame.GOAWAY -> goAway(id, payload);
            case Frame.WINDOW_UPDATE -> windowUpdate(id, payload);
            case Frame.CONTINUATION -> continuation(flags, id, payload);
            case Frame.PRIORITY_UPDATE -> priorityUpdate(id, payload);
            default -> {
                // RFC 9113 §4.1: unknown types are ignored, but they are not free
                if (!connection.floods.emptyFrames.take(connection.worker.now())) {
                    throw ConnectionError.of(Flood.EMPTY_FRAMES);
                }
            }
        }
    }

    /** RFC 9113 §3.4: SETTINGS come first. */
    private void mustBeSettled(int type) throws ConnectionError {
        if (!settled && type != Frame.SETTINGS) {
            throw new ConnectionError(ErrorCode.PROTOCOL_ERROR, "the connection does not begin with SETTINGS");
        }
    }

    private void headers(int flags, int id, ByteBuf payload) throws ConnectionError {
        if (id == 0) {
            throw new ConnectionError(ErrorCode.PROTOCOL_ERROR, "HEADERS without a stream");
        }
        if ((flags & Frame.PADDED) != 0) {
            if (!payload.isReadable()) {
                throw new ConnectionError(ErrorCode.FRAME_SIZE_ERROR, "a padded frame without a length of padding");
            }
            int padding = payload.readUnsignedByte();
            int priority = (flags & Frame.PRIORITY_FLAG) != 0 ? 5 : 0;
            if (padding + priority > payload.readableBytes()) {
                throw new ConnectionError(ErrorCode.PROTOCOL_ERROR, "more padding than frame");
            }
            payload.writerIndex(payload.writerIndex() - padding);
        }
        block.start(flags, id, payload);
        blockMayBeWhole(flags);
    }

    private void continuation(int flags, int id, ByteBuf payload) throws ConnectionError {
        if (!block.open()) {
            throw new ConnectionError(ErrorCode.PROTOCOL_ERROR, "CONTINUATION without HEADERS before it");
        }
        block.goOn(id, payload);
        blockMayBeWhole(flags);
    }

    private void blockMayBeWhole(int flags) throws ConnectionError {
        boolean whole = (flags & Frame.END_HEADERS) != 0;
        connection.blockOpen(!whole);
        if (!whole) {
            return;
        }
        int id = block.stream();
        Http2Stream stream = connection.streams.get(id);
        if (stream == null) {
            connection.opening(block);
        } else if (stream.endReceived()) {
            connection.decode(block, FieldSink.NOTHING);
            connection.streamError(stream, ErrorCode.STREAM_CLOSED, "HEADERS after the end of the stream");
        } else if (!connection.answering(stream, block)) {
            trailers(stream);
        }
        block.end();
    }

    private void trailers(Http2Stream stream) throws ConnectionError {
        TrailerBuilder trailers = connection.shared.trailers;
        trailers.start(stream.trailersToFill(), maxHeadBytes, maxFields);
        connection.decode(block, trailers);
        String problem = trailers.problem();
        if (trailers.tooLarge()) {
            problem = "the trailer fields are larger than allowed";
        } else if (!block.endStream()) {
            problem = "header fields in the middle of a body";
        }
        if (problem != null) {
            connection.provoked();
            connection.malformed(stream, problem);
        } else {
            ended(stream, true);
        }
    }

    private void priority(int id, ByteBuf payload) throws ConnectionError {
        if (id == 0) {
            throw new ConnectionError(ErrorCode.PROTOCOL_ERROR, "PRIORITY without a stream");
        }
        if (!connection.floods.priorities.take(connection.worker.now())) {
            throw ConnectionError.of(Flood.PRIORITIES);
        }
        Http2Stream stream = connection.streams.get(id);
        boolean sized = payload.readableBytes() == 5;
        if (sized && (payload.readInt() & 0x7fff_ffff) != id) {
            return; // RFC 9113 §5.3.2: of no meaning any more
        }
        ErrorCode code = sized ? ErrorCode.PROTOCOL_ERROR : ErrorCode.FRAME_SIZE_ERROR;
        if (stream == null) {
            throw new ConnectionError(code, "a PRIORITY frame that is not well-formed");
        }
        connection.streamError(stream, code, "a PRIORITY frame that is not well-formed");
    }

    private void reset(int id, ByteBuf payload) throws ConnectionError {
        if (payload.readableBytes() != 4) {
            throw new ConnectionError(ErrorCode.FRAME_SIZE_ERROR, "RST_STREAM of a wrong length");
        }
        if (id == 0 || connection.idle(id)) {
            throw new ConnectionError(ErrorCode.PROTOCOL_ERROR, "RST_STREAM without a stream");
        }
        connection.countReset();
        Http2Stream stream = connection.streams.get(id);
        if (stream == null) {
            return;
        }
        int code = payload.readInt();
        if (code == ErrorCode.NO_ERROR.code() && stream.survives()) {
            stream.stopSending();
            return;
        }
        stream.close(ClosedStreams.How.RESET_BY_PEER);
        stream.broken(meaning(code), "the stream was reset with " + ErrorCode.words(code));
    }

    private static StreamEnd meaning(int code) {
        if (code == ErrorCode.REFUSED_STREAM.code()) {
            return StreamEnd.UNPROCESSED;
        }
        if (code == ErrorCode.HTTP_1_1_REQUIRED.code()) {
            return StreamEnd.HTTP_1_1_REQUIRED;
        }
        return code == ErrorCode.NO_ERROR.code() ? StreamEnd.NOT_WANTED : StreamEnd.RESET;
    }

    private void settings(int flags, int id, ByteBuf payload) throws ConnectionError {
        boolean ack = (flags & Frame.ACK) != 0;
        if (id != 0) {
            throw new ConnectionError(ErrorCode.PROTOCOL_ERROR, "SETTINGS on a stream");
        }
        if (ack ? payload.isReadable() : payload.readableBytes() % 6 != 0) {
            throw new ConnectionError(ErrorCode.FRAME_SIZE_ERROR, "SETTINGS of a wrong length");
        }
        if (!connection.floods.settings.take(connection.worker.now())) {
            throw ConnectionError.of(Flood.SETTINGS);
        }
        if (ack) {
            mustBeSettled(Frame.PING); // the peer's own must have come before
            connection.acknowledged = true;
            return;
        }
        int windowBefore = connection.peer.initialWindowSize;
        connection.peer.read(payload);
        connection.encoder.peerTableSize(
                Math.min(connection.peer.leastHeaderTableSize, connection.peer.headerTableSize));
        connection.encoder.peerTableSize(connection.peer.headerTableSize);
        connection.writer().peerFrameSize(connection.peer.maxFrameSize);
        connection.writer().settingsAck();
        connection.answered();
        int change = connection.peer.initialWindowSize - windowBefore;
        if (change != 0) {
            for (Http2Stream stream : connection.open()) {
                if (!stream.closed() && !stream.addSendWindow(change)) {
                    throw new ConnectionError(ErrorCode.FLOW_CONTROL_ERROR, "a window that is larger than may be");
                }
            }
        }
        if (!settled) {
            settled = true;
            connection.settled();
        }
    }

    private void ping(int flags, int id, ByteBuf payload) throws ConnectionError {
        if (id != 0) {
            throw new ConnectionError(ErrorCode.PROTOCOL_ERROR, "PING on a stream");
        }
        if (payload.readableBytes() != 8) {
            throw new ConnectionError(ErrorCode.FRAME_SIZE_ERROR, "PING of a wrong length");
        }
        if (!connection.trusted() && !connection.floods.pings.take(connection.worker.now())) {
            throw ConnectionError.of(Flood.PINGS);
        }
        if ((flags & Frame.ACK) != 0) {
            connection.pong();
        } else {
            connection.writer().ping(true, payload.readLong());
            connection.answered();
        }
    }

    private void goAway(int id, ByteBuf payload) throws ConnectionError {
        if (id != 0) {
            throw new ConnectionError(ErrorCode.PROTOCOL_ERROR, "GOAWAY on a stream");
        }
        if (payload.readableBytes() < 8) {
            throw new ConnectionError(ErrorCode.FRAME_SIZE_ERROR, "GOAWAY of a wrong length");
        }
        int last = payload.readInt() & 0x7fff_ffff;
        connection.peerGoesAway(last, payload.readInt());
    }

    private void windowUpdate(int id, ByteBuf payload) throws ConnectionError {
        if (payload.readableBytes() != 4) {
            throw new ConnectionError(ErrorCode.FRAME_SIZE_ERROR, "WINDOW_UPDATE of a wrong length");
        }
        int increment = payload.readInt() & 0x7fff_ffff;
        if (id == 0) {
            if (increment == 0 || !connection.addSendWindow(increment)) {
                throw new ConnectionError(
                        increment == 0 ? ErrorCode.PROTOCOL_ERROR : ErrorCode.FLOW_CONTROL_ERROR,
                        "a WINDOW_UPDATE by nothing, or by more than may be");
            }
            return;
        }
        Http2Stream stream = connection.streams.get(id);
        if (stream == null) {
            frameForClosed(id, false);
        } else if (increment == 0) {
            connection.streamError(stream, ErrorCode.PROTOCOL_ERROR, "a WINDOW_UPDATE by nothing");
        } else if (!stream.addSendWindow(increment)) {
            connection.streamError(stream, ErrorCode.FLOW_CONTROL_ERROR, "a window that is larger than may be");
        }
    }

    private void priorityUpdate(int id, ByteBuf payload) throws ConnectionError {
        if (!connection.floods.priorities.take(connection.worker.now())) {
            throw ConnectionError.of(Flood.PRIORITIES);
        }
        if (id != 0 || payload.readableBytes() < 4) {
            throw new ConnectionError(ErrorCode.PROTOCOL_ERROR, "a PRIORITY_UPDATE frame that is not well-formed");
        }
        int stream = payload.readInt() & 0x7fff_ffff;
        if (stream == 0) {
            throw new ConnectionError(ErrorCode.PROTOCOL_ERROR, "PRIORITY_UPDATE for no stream");
        }
        connection.prioritize(stream, payload);
    }

    // ---- errors

    /** A frame for a stream that is not there (RFC 9113 §5.1). */
    private void frameForClosed(int id, boolean bearsData) throws ConnectionError {
        if (connection.idle(id)) {
            throw new ConnectionError(ErrorCode.PROTOCOL_ERROR, "a frame on a stream that was not opened");
        }
        if (!bearsData) {
            return;
        }
        switch (connection.closedStreams.how(id)) {
            case ENDED -> throw new ConnectionError(ErrorCode.STREAM_CLOSED, "DATA on a stream that has ended");
            case RESET_BY_PEER, UNKNOWN -> {
                if (connection.trusted()) {
                    return; // closed too long ago to be remembered
                }
                connection.provoked();
                connection.writer().reset(id, ErrorCode.STREAM_CLOSED);
                connection.answered();
            }
            case CUT_BY_US -> {}
        }
    }
}
