package dev.sluice.exchange;

import dev.sluice.worker.ClientConnection;
import dev.sluice.worker.Held;
import dev.sluice.worker.Worker;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * What of a request's body has been passed on, as long as it is little: a backend that refuses the request unseen (RFC 9113 §8.7) has
 * cost nothing then, as another can be given the same. Copies, because a piece may be a small part of a large buffer; they are counted for
 * the client.
 */
final class PassedBody {
    private static final int MOST = 64 * 1024;

    private final Held held;
    private @Nullable ByteBuf kept;
    private boolean whole = true;

    PassedBody(Worker worker, ClientConnection client) {
        held = new Held(worker);
        held.serves(client);
    }

    /** Keeps a copy of a piece that is about to be passed on. */
    void add(ByteBuf piece) {
        int length = piece.readableBytes();
        ByteBuf before = kept;
        if (!whole) {
            return;
        }
        if ((before == null ? 0 : before.readableBytes()) + length > MOST) {
            release();
            return;
        }
        ByteBuf all = before == null ? piece.alloc().ioBuffer(length, MOST) : before;
        all.writeBytes(piece, piece.readerIndex(), length);
        held.set(all.capacity());
        kept = all;
    }

    /** Whether everything that was passed on is here. */
    boolean whole() {
        return whole;
    }

    /** Passes it on once more. */
    void writeTo(BackendStream stream) {
        ByteBuf all = kept;
        if (all != null) {
            stream.writeBody(all.copy());
        }
    }

    /** It is not needed any more, or has become too much. */
    void release() {
        whole = false;
        ByteBuf all = kept;
        if (all != null) {
            kept = null;
            all.release();
            held.set(0);
        }
    }
}
