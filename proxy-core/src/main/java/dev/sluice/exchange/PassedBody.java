package dev.sluice.exchange;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/**
 * What of a request's body has been passed on, as long as it is little: a backend that refuses the request unseen (RFC 9113 §8.7) has
 * cost nothing then, as another can be given the same. Holds references, not copies.
 */
final class PassedBody {
    private static final int MOST = 64 * 1024;

    private final List<ByteBuf> pieces = new ArrayList<>(2);
    private int bytes;
    private boolean whole = true;

    /** Keeps a piece that is about to be passed on. */
    void add(ByteBuf piece) {
        if (!whole) {
            return;
        }
        bytes += piece.readableBytes();
        if (bytes > MOST) {
            release();
        } else {
            pieces.add(piece.retainedDuplicate());
        }
    }

    /** Whether everything that was passed on is here. */
    boolean whole() {
        return whole;
    }

    /** Passes it on once more. */
    void writeTo(BackendStream stream) {
        for (ByteBuf piece : pieces) {
            stream.writeBody(piece.retainedDuplicate());
        }
    }

    /** It is not needed any more, or has become too much. */
    void release() {
        whole = false;
        pieces.forEach(ByteBuf::release);
        pieces.clear();
    }
}
