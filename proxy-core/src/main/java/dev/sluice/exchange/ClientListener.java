package dev.sluice.exchange;

import dev.sluice.http.Fields;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * What a client's stream calls while it carries a request: the exchange, or after a 101 its tunnel. All calls on the worker's loop; each may
 * end the exchange before it returns.
 */
public interface ClientListener {

    /** A piece of the request's body, or of a tunnel, which the listener owns from here on. */
    void requestBody(ByteBuf data);

    /** The request (or the client's direction of a tunnel) has ended. */
    void requestEnd(@Nullable Fields trailers);

    /** All that was read from the client has been passed on. */
    void clientReadComplete();

    /** The client can take bytes again, or cannot any more. */
    void clientWritable();

    /** The request's head or body breaks the protocol. */
    void requestRefused(Failure why, String how);

    /** The client's stream is gone; it is not to be called any more. */
    void clientGone(Failure why, String how);

    /** The process stops: a WebSocket's client hears of it (RFC 6455 §7.4.1: 1012), everything else goes on until it is cut. */
    void drain();

    /** Whether the exchange waits for the client to send or to take bytes; never in a tunnel, where silence is normal. */
    boolean waitsForClient();

    /** Whether the exchange has become a tunnel. */
    boolean tunnels();

    /** Body (or tunnel) bytes that have moved so far, both ways together. */
    long bytesMoved();
}
