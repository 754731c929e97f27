package dev.sluice.http1;

import dev.sluice.exchange.Failure;
import dev.sluice.http.Fields;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Takes a message's body out of what is received: counted, chunked (RFC 9112 §7.1), or until the connection ends. */
final class BodyReader {
    private static final int MAX_SIZE_LINE = 4096;
    private static final int MAX_HEX_DIGITS = 15;

    private enum State {
        ENDED,
        COUNTED,
        UNTIL_END,
        CHUNK_SIZE,
        CHUNK_DATA,
        CHUNK_DATA_END,
        TRAILERS
    }

    private final HeadFinder finder = new HeadFinder();
    private final ChunkOverhead overhead = new ChunkOverhead();
    private final int mostBytes;
    private final int mostFields;
    private @Nullable Fields trailers;
    private State state = State.ENDED;
    private long remaining;

    BodyReader(int mostTrailerBytes, int mostTrailerFields) {
        this.mostBytes = mostTrailerBytes;
        this.mostFields = mostTrailerFields;
    }

    void none() {
        start(State.ENDED);
    }

    void counted(long length) {
        remaining = length;
        start(length == 0 ? State.ENDED : State.COUNTED);
    }

    void chunked() {
        finder.reset();
        overhead.reset();
        start(State.CHUNK_SIZE);
    }

    void untilEnd() {
        start(State.UNTIL_END);
    }

    private void start(State first) {
        trailers = null;
        state = first;
    }

    boolean ended() {
        return state == State.ENDED;
    }

    boolean isUntilEnd() {
        return state == State.UNTIL_END;
    }

    /** Body bytes that are still to come where that is known, else -1. */
    long remaining() {
        return state == State.COUNTED ? remaining : -1;
    }

    /** The trailer fields that came with the end of a chunked body, or null; they are not kept here any longer. */
    @Nullable
    Fields takeTrailers() {
        Fields taken = trailers;
        trailers = null;
        return taken;
    }

    /** Whether all that is readable belongs to the body; it is counted as taken then. */
    boolean takesWhole(ByteBuf in) {
        return switch (state) {
            case UNTIL_END -> true;
            case COUNTED -> takesWhole(in.readableBytes(), State.ENDED);
            case CHUNK_DATA -> takesWhole(in.readableBytes(), State.CHUNK_DATA_END);
            case ENDED, CHUNK_SIZE, CHUNK_DATA_END, TRAILERS -> false;
        };
    }

    private boolean takesWhole(int readable, State after) {
        if (remaining < readable) {
            return false;
        }
        advance(readable, after);
        return true;
    }

    /** The next piece of the body, owned by the caller, or null where the body has ended or more must come first. */
    @Nullable
    ByteBuf next(ByteBuf in) throws Malformed {
        while (true) {
            switch (state) {
                case ENDED -> {
                    return null;
                }
                case UNTIL_END, COUNTED, CHUNK_DATA -> {
                    return piece(in);
                }
                case CHUNK_SIZE -> {
                    if (!readSize(in)) {
                        return null;
                    }
                }
                case CHUNK_DATA_END -> {
                    if (!readDataEnd(in)) {
                        return null;
                    }
                }
                case TRAILERS -> {
                    if (!readTrailers(in)) {
                        return null;
                    }
                }
            }
        }
    }

    private @Nullable ByteBuf piece(ByteBuf in) {
        int readable = in.readableBytes();
        if (readable == 0) {
            return null;
        }
        if (state == State.UNTIL_END) {
            return in.readRetainedSlice(readable);
        }
        int length = (int) Math.min(remaining, readable);
        advance(length, state == State.COUNTED ? State.ENDED : State.CHUNK_DATA_END);
        return in.readRetainedSlice(length);
    }

    private void advance(int length, State after) {
        remaining -= length;
        if (remaining == 0) {
            state = after;
        }
    }

    private boolean readSize(ByteBuf in) throws Malformed {
        int start = in.readerIndex();
        int within = Math.min(in.readableBytes(), MAX_SIZE_LINE);
        int lineFeed = in.indexOf(start, start + within, (byte) '\n');
        if (lineFeed < 0) {
            if (within == MAX_SIZE_LINE) {
                throw new Malformed("a chunk's size line is longer than " + MAX_SIZE_LINE + " bytes");
            }
            return false;
        }
        remaining = size(in, start, lineFeed);
        overhead.chunk(lineFeed + 1 - start, remaining);
        in.readerIndex(lineFeed + 1);
        state = remaining == 0 ? State.TRAILERS : State.CHUNK_DATA;
        return true;
    }

    private static long size(ByteBuf in, int start, int lineFeed) throws Malformed {
        int i = start;
        long size = 0;
        int digit;
        while ((digit = Syntax.hexDigit(in.getByte(i))) >= 0) {
            size = (size << 4) | digit;
            i++;
        }
        if (i == start || i - start > MAX_HEX_DIGITS) {
            throw new Malformed("a chunk's size is not a hexadecimal number");
        }
        if (in.getByte(i) == ';') {
            while (Syntax.isFieldValue(in.getByte(i))) {
                i++;
            }
        }
        if (i != lineFeed - 1 || in.getByte(i) != '\r') {
            throw new Malformed("a chunk's size is followed by something that is not allowed");
        }
        return size;
    }

    private boolean readDataEnd(ByteBuf in) throws Malformed {
        if (in.readableBytes() < 2) {
            return false;
        }
        if (in.readByte() != '\r' || in.readByte() != '\n') {
            throw new Malformed("a chunk is longer or shorter than its size says");
        }
        state = State.CHUNK_SIZE;
        return true;
    }

    private boolean readTrailers(ByteBuf in) throws Malformed {
        int length = finder.find(in);
        if (length < 0 ? in.readableBytes() > mostBytes : length > mostBytes) {
            throw new Malformed(Failure.HEAD_TOO_LARGE, "the trailer fields are larger than " + mostBytes + " bytes");
        }
        if (length < 0) {
            return false;
        }
        if (length == 2) {
            in.skipBytes(2);
        } else {
            Fields fields = new Fields();
            fields.store(in, length);
            FieldParser.parse(fields, 0, length, mostFields);
            trailers = fields;
        }
        state = State.ENDED;
        return true;
    }
}
