package dev.sluice.exchange;

import dev.sluice.http.RequestHead;
import dev.sluice.worker.ClientConnection;
import dev.sluice.worker.Worker;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Client to source: how far the request has come, how much of it, and what of it can be sent once more. */
final class Upload {
    /** How far the request has come. */
    private enum Progress {
        /** More of its body is on its way. */
        ARRIVING,
        /** It is here, to its end. */
        WHOLE
    }

    /** What has been done with the body. */
    private enum Passed {
        NOTHING,
        /** All that was passed on is kept, too. */
        KEPT,
        /** Some of it is gone for good. */
        SOME
    }

    private Progress progress;
    private Passed passed = Passed.NOTHING;
    private @Nullable PassedBody kept;
    private long bytes;

    Upload(RequestHead head) {
        progress = head.contentLength() == RequestHead.NO_BODY || head.contentLength() == 0
                ? Progress.WHOLE
                : Progress.ARRIVING;
    }

    boolean arriving() {
        return progress == Progress.ARRIVING;
    }

    boolean isWhole() {
        return progress == Progress.WHOLE;
    }

    /** The request has ended. */
    void ended() {
        progress = Progress.WHOLE;
    }

    /** What follows are the bytes of a tunnel. */
    void tunnels() {
        progress = Progress.ARRIVING;
    }

    /** Bytes of the body, or of a tunnel, that have come. */
    long bytes() {
        return bytes;
    }

    /** So many more have come. */
    void count(int more) {
        bytes += more;
    }

    /** Keeps what is passed on from now, for a stream that may refuse the request after that. */
    void keep(Worker worker, ClientConnection client) {
        if (kept == null && passed == Passed.NOTHING && progress == Progress.ARRIVING) {
            kept = new PassedBody(worker, client);
        }
    }

    /** A piece is about to be passed on. */
    void passes(ByteBuf data) {
        PassedBody body = kept;
        if (body != null) {
            body.add(data);
        }
        passed = body != null && body.whole() ? Passed.KEPT : Passed.SOME;
    }

    /** Passes on once more what has been passed on before. */
    void repeat(BackendStream stream) {
        PassedBody body = kept;
        if (body != null) {
            body.writeTo(stream);
        }
    }

    /** Nothing has to be sent once more. */
    void forget() {
        PassedBody body = kept;
        if (body != null) {
            kept = null;
            passed = passed == Passed.KEPT ? Passed.SOME : passed;
            body.release();
        }
    }

    /** Whether nothing of the body has been passed on. */
    boolean untouched() {
        return passed == Passed.NOTHING;
    }

    /** Whether all that was passed on can be passed on once more. */
    boolean repeatable() {
        return passed != Passed.SOME;
    }
}
