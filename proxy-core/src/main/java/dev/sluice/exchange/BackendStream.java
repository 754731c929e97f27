package dev.sluice.exchange;

import dev.sluice.http.Fields;
import dev.sluice.http.RequestHead;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The backend's end of one exchange, in one protocol. All calls on the worker's loop.
 *
 * <p>The stream calls a {@link BackendListener} with what the backend sends.
 */
public interface BackendStream {

    /** Calls another from now on. */
    void listener(BackendListener next);

    /** Whether its connection has served an exchange before. */
    boolean reused();

    /** Whether anything of an answer to this exchange has come: then no other endpoint is to be asked. */
    boolean answering();

    /** Whether the backend may refuse the request unseen after it was sent, so that it may be sent to another. */
    boolean mayRefuse();

    /** Sends the request's head, hop-by-hop fields removed; its {@code contentLength} says how the body is framed. */
    void writeHead(RequestHead head);

    /** Sends body (or tunnel) bytes, which the stream owns from here on. */
    void writeBody(ByteBuf data);

    /** Ends the request. */
    void writeEnd(@Nullable Fields trailers);

    /** Hands what was written to the network. */
    void flush();

    /** Whether more may be written without piling up. */
    boolean writable();

    /** The reading rule's outcome: whether bytes of the response are wanted now. */
    void reading(boolean wanted);

    /** In a tunnel: nothing more will be written; reading goes on. */
    void shutdownOutput();

    /**
     * The listener does not need the stream any more: a connection that has carried a whole request and a whole response is kept
     * for the next, any other is closed. The stream calls the listener no more.
     */
    void release();
}
