package dev.sluice.http2;

import io.netty.buffer.ByteBuf;

/** Takes frames as {@link FrameReader} finds them. Any of the calls may end the connection. */
interface FrameListener {

    /**
     * A DATA frame begins.
     *
     * @param flowLength its length with padding, which is what flow control counts (RFC 9113 §6.9.1)
     * @param padding how much of that carries nothing
     */
    void dataStart(int stream, int flowLength, int padding, boolean endStream) throws ConnectionError;

    /** A piece of the DATA frame that is under way. The listener owns it. */
    void data(ByteBuf piece) throws ConnectionError;

    /** The DATA frame that was under way is whole. */
    void dataEnd() throws ConnectionError;

    /** Whether no more is to be taken in this turn of the loop; {@link FrameReader#goOn} follows then. */
    boolean hasEnough();

    /** Any other frame. The payload is valid during the call. */
    void frame(int type, int flags, int stream, ByteBuf payload) throws ConnectionError;
}
