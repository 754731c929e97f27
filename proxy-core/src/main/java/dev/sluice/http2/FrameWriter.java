package dev.sluice.http2;

import dev.sluice.http.Buffers;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import org.jspecify.annotations.Nullable;

/**
 * What one connection sends: frames are gathered in one buffer until the connection is flushed, long DATA follows as it is. Failed
 * writes close the channel, so nobody waits for their outcome.
 */
final class FrameWriter {
    private static final int GATHERED = 8192;
    private static final int LARGEST_COPIED = 2048;
    private static final int NO_FRAME = -1;
    private static final int FLAGS = 4;

    private final ChannelHandlerContext ctx;
    private @Nullable ByteBuf gathered;
    private boolean unflushed;
    private int frameSize = Frame.MAX_SIZE;
    private int blockStart;
    /** Where the last frame starts that END_STREAM may still be added to, and whose it is. */
    private int openFrame = NO_FRAME;

    private int openStream;

    FrameWriter(ChannelHandlerContext ctx) {
        this.ctx = ctx;
    }

    /** The peer takes frames of this size. */
    void peerFrameSize(int bytes) {
        // larger ones would let one stream hold up the others for longer
        frameSize = Math.min(bytes, 4 * Frame.MAX_SIZE);
    }

    private ByteBuf buffer() {
        return buffer(GATHERED);
    }

    private ByteBuf buffer(int capacity) {
        ByteBuf buffer = gathered;
        if (buffer == null) {
            buffer = ctx.alloc().ioBuffer(capacity);
            gathered = buffer;
        }
        return buffer;
    }

    private ByteBuf frame(int length, int type, int flags, int stream) {
        openFrame = NO_FRAME;
        return buffer().writeMedium(length).writeByte(type).writeByte(flags).writeInt(stream);
    }

    /** What a client sends first. */
    void preface() {
        buffer().writeBytes(Frame.PREFACE);
    }

    /** Starts HEADERS: the block is to be appended to what this returns. */
    ByteBuf startHeaders(int stream) {
        blockStart = buffer().writerIndex();
        return frame(0, Frame.HEADERS, Frame.END_HEADERS, stream);
    }

    /** Ends the block that was started last. */
    void endHeaders(int stream, boolean endStream) {
        ByteBuf buffer = buffer();
        int length = buffer.writerIndex() - blockStart - Frame.HEADER_LENGTH;
        if (length <= frameSize) {
            buffer.setMedium(blockStart, length);
        } else {
            split(buffer, length, stream);
        }
        if (endStream) {
            setEnd(buffer, blockStart);
        } else {
            openFrame = blockStart;
            openStream = stream;
        }
    }

    /** A block that is larger than a frame goes on in CONTINUATION frames (RFC 9113 §6.10). */
    private void split(ByteBuf buffer, int length, int stream) {
        int first = blockStart + Frame.HEADER_LENGTH;
        ByteBuf rest = buffer.copy(first + frameSize, length - frameSize);
        try {
            buffer.writerIndex(first + frameSize);
            buffer.setMedium(blockStart, frameSize);
            buffer.setByte(blockStart + FLAGS, 0);
            while (rest.isReadable()) {
                int piece = Math.min(frameSize, rest.readableBytes());
                boolean last = piece == rest.readableBytes();
                frame(piece, Frame.CONTINUATION, last ? Frame.END_HEADERS : 0, stream)
                        .writeBytes(rest, piece);
            }
        } finally {
            rest.release();
        }
    }

    /** Writes body bytes, which are owned by the writer from here on, as one frame or several. */
    void data(int stream, ByteBuf data) {
        while (data.readableBytes() > frameSize) {
            buffer(Frame.HEADER_LENGTH); // the only thing in it, most likely
            frame(frameSize, Frame.DATA, 0, stream);
            handOver();
            ctx.write(data.readRetainedSlice(frameSize), ctx.voidPromise());
        }
        int length = data.readableBytes();
        int start = buffer(length <= LARGEST_COPIED ? GATHERED : Frame.HEADER_LENGTH)
                .writerIndex();
        ByteBuf buffer = frame(length, Frame.DATA, 0, stream);
        if (length <= LARGEST_COPIED) {
            buffer.writeBytes(data);
            data.release();
            openFrame = start;
            openStream = stream;
        } else {
            handOver();
            ctx.write(data, ctx.voidPromise());
        }
    }

    /** Ends a stream: by the frame that was written last where it is still here, else by an empty one. */
    void endStream(int stream) {
        ByteBuf buffer = gathered;
        if (buffer != null && openFrame != NO_FRAME && openStream == stream) {
            setEnd(buffer, openFrame);
            openFrame = NO_FRAME;
        } else {
            frame(0, Frame.DATA, Frame.END_STREAM, stream);
        }
    }

    private static void setEnd(ByteBuf buffer, int frame) {
        buffer.setByte(frame + FLAGS, buffer.getByte(frame + FLAGS) | Frame.END_STREAM);
    }

    void reset(int stream, ErrorCode code) {
        frame(4, Frame.RST_STREAM, 0, stream).writeInt(code.code());
    }

    void windowUpdate(int stream, int bytes) {
        frame(4, Frame.WINDOW_UPDATE, 0, stream).writeInt(bytes);
    }

    /** Our settings, as identifier and value in turn. */
    void settings(int... pairs) {
        ByteBuf buffer = frame(pairs.length / 2 * 6, Frame.SETTINGS, 0, 0);
        for (int i = 0; i < pairs.length; i += 2) {
            buffer.writeShort(pairs[i]).writeInt(pairs[i + 1]);
        }
    }

    void settingsAck() {
        frame(0, Frame.SETTINGS, Frame.ACK, 0);
    }

    void ping(boolean ack, long payload) {
        frame(8, Frame.PING, ack ? Frame.ACK : 0, 0).writeLong(payload);
    }

    void goAway(int lastStream, ErrorCode code) {
        frame(8, Frame.GOAWAY, 0, 0).writeInt(lastStream).writeInt(code.code());
    }

    /** Hands everything to the network. */
    void flush() {
        handOver();
        if (unflushed) {
            unflushed = false;
            ctx.flush();
        }
    }

    /** Bytes that were written and not yet taken by the network. */
    long unsent() {
        return Buffers.unsent(ctx.channel());
    }

    /** Gives back what was gathered and will never be sent. */
    void discard() {
        ByteBuf buffer = gathered;
        openFrame = NO_FRAME;
        if (buffer != null) {
            gathered = null;
            buffer.release();
        }
    }

    private void handOver() {
        ByteBuf buffer = gathered;
        openFrame = NO_FRAME;
        if (buffer != null) {
            gathered = null;
            unflushed = true;
            Buffers.writeGathered(ctx, buffer);
        }
    }
}
