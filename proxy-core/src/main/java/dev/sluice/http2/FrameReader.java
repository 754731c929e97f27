package dev.sluice.http2;

import dev.sluice.http.Buffers;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Takes received bytes apart into frames (RFC 9113 §4.1). The payload of DATA is passed on as it comes, without a copy; any other
 * frame waits until it is whole, which is at most {@link Frame#MAX_SIZE} bytes.
 */
final class FrameReader {
    private final FrameListener listener;
    private final byte[] preface;
    private int prefaceSeen;
    private @Nullable ByteBuf rest;
    private int dataLeft;
    private int paddingLeft;
    private boolean inData;
    private boolean stopped;

    /**
     * Makes a reader.
     *
     * @param preface what must come first; may be empty
     */
    FrameReader(FrameListener listener, byte[] preface) {
        this.listener = listener;
        this.preface = preface;
    }

    /** Nothing more is wanted: what comes is thrown away. */
    void stop() {
        stopped = true;
        ByteBuf left = rest;
        if (left != null) {
            rest = null;
            left.release();
        }
    }

    /** How much memory the frame holds that has not come whole. */
    int held() {
        ByteBuf left = rest;
        return left == null ? 0 : left.capacity();
    }

    /** Takes bytes, which it owns from here on. */
    void read(ByteBufAllocator allocator, ByteBuf received) throws ConnectionError {
        ByteBuf in = Buffers.fitted(allocator, received);
        ByteBuf left = rest;
        if (left != null) {
            rest = null;
            ByteBuf more = in;
            in = left.writeBytes(more);
            more.release();
        }
        take(allocator, in);
    }

    /** Goes on with what was left when the listener had enough for a turn. */
    void goOn(ByteBufAllocator allocator) throws ConnectionError {
        ByteBuf left = rest;
        if (left != null && !stopped) {
            rest = null;
            take(allocator, left);
        }
    }

    private void take(ByteBufAllocator allocator, ByteBuf in) throws ConnectionError {
        boolean enough = false;
        try {
            boolean more = true;
            while (more && !stopped && !enough) {
                more = step(in);
                enough = listener.hasEnough();
            }
        } finally {
            if (!stopped && in.isReadable()) {
                rest = enough ? in.retain() : keep(allocator, in);
            }
            in.release();
        }
    }

    /** A small copy, so that what is left of a large buffer does not hold it. */
    private static ByteBuf keep(ByteBufAllocator allocator, ByteBuf in) {
        return allocator.ioBuffer(Math.max(256, in.readableBytes())).writeBytes(in);
    }

    private boolean step(ByteBuf in) throws ConnectionError {
        if (prefaceSeen < preface.length) {
            return preface(in);
        }
        if (inData) {
            return data(in);
        }
        int readable = in.readableBytes();
        if (readable < Frame.HEADER_LENGTH) {
            return false;
        }
        int start = in.readerIndex();
        int length = in.getUnsignedMedium(start);
        int type = in.getUnsignedByte(start + 3);
        int flags = in.getUnsignedByte(start + 4);
        int stream = in.getInt(start + 5) & 0x7fff_ffff;
        if (length > Frame.MAX_SIZE) {
            throw new ConnectionError(ErrorCode.FRAME_SIZE_ERROR, "a frame of " + length + " bytes");
        }
        if (type == Frame.DATA) {
            return startData(in, length, flags, stream);
        }
        if (readable < Frame.HEADER_LENGTH + length) {
            return false;
        }
        in.skipBytes(Frame.HEADER_LENGTH);
        int end = in.readerIndex() + length;
        int readableEnd = in.writerIndex();
        in.writerIndex(end);
        try {
            listener.frame(type, flags, stream, in);
        } finally {
            in.setIndex(end, readableEnd);
        }
        return true;
    }

    private boolean preface(ByteBuf in) throws ConnectionError {
        while (in.isReadable() && prefaceSeen < preface.length) {
            if (in.readByte() != preface[prefaceSeen++]) {
                throw new ConnectionError(ErrorCode.PROTOCOL_ERROR, "the connection does not begin with the preface");
            }
        }
        return in.isReadable();
    }

    private boolean startData(ByteBuf in, int length, int flags, int stream) throws ConnectionError {
        boolean padded = (flags & Frame.PADDED) != 0;
        if (padded && (length == 0 || in.readableBytes() == Frame.HEADER_LENGTH)) {
            if (length == 0) {
                throw new ConnectionError(ErrorCode.FRAME_SIZE_ERROR, "a padded frame without a length of padding");
            }
            return false;
        }
        in.skipBytes(Frame.HEADER_LENGTH);
        int padding = padded ? 1 + in.readUnsignedByte() : 0;
        if (padding > length) {
            throw new ConnectionError(ErrorCode.PROTOCOL_ERROR, "more padding than frame");
        }
        inData = true;
        dataLeft = length - padding;
        paddingLeft = padded ? padding - 1 : 0;
        listener.dataStart(stream, length, padding, (flags & Frame.END_STREAM) != 0);
        return true;
    }

    private boolean data(ByteBuf in) throws ConnectionError {
        if (dataLeft > 0) {
            int length = Math.min(dataLeft, in.readableBytes());
            if (length == 0) {
                return false;
            }
            dataLeft -= length;
            listener.data(in.readRetainedSlice(length));
            return true;
        }
        int skipped = Math.min(paddingLeft, in.readableBytes());
        in.skipBytes(skipped);
        paddingLeft -= skipped;
        if (paddingLeft > 0) {
            return false;
        }
        inData = false;
        listener.dataEnd();
        return true;
    }
}
