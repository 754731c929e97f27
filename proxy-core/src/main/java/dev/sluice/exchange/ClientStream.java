package dev.sluice.exchange;

import dev.sluice.http.ClientFacts;
import dev.sluice.http.Fields;
import dev.sluice.http.ForwardingPrefix;
import dev.sluice.http.ResponseHead;
import dev.sluice.worker.ClientConnection;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The client's end of one exchange, in one protocol. All calls on the worker's loop.
 *
 * <p>The stream calls a {@link ClientListener} with what the client sends; the exchange calls the stream with what is to be sent. Writes are
 * seen by the client after {@link #flush()}.
 */
public interface ClientStream {

    /** Calls another from now on. */
    void listener(ClientListener next);

    /** What is known of the client. */
    ClientFacts facts();

    /** The connection, which is charged for what the exchange holds. */
    ClientConnection connection();

    /** Counts anew what the request holds: its head was edited. */
    void recount();

    /** What the forwarding fields of its connection are made of. */
    ForwardingPrefix forwarding();

    /** Why a backend's response would mean something else to this client than the backend meant, or null. */
    @Nullable
    String objection(ResponseHead response);

    /** Sends an interim response (RFC 9110 §15.2), flushed at once. */
    void writeInterim(ResponseHead head);

    /**
     * Sends the final response's head, or a 101 after which both directions are plain bytes.
     *
     * @param head with hop-by-hop fields removed; its {@code contentLength} says how the body is framed
     */
    void writeHead(ResponseHead head);

    /** Sends body (or tunnel) bytes, which the stream owns from here on. */
    void writeBody(ByteBuf data);

    /** Ends the response. */
    void writeEnd(@Nullable Fields trailers);

    /** Hands what was written to the network. */
    void flush();

    /** Whether more may be written without piling up. */
    boolean writable();

    /** The reading rule's outcome: whether body (or tunnel) bytes are wanted now. */
    void reading(boolean wanted);

    /** The rest of the request is not wanted: it is thrown away, and where it has not all come, the connection ends after this. */
    void discardRequest();

    /** Nothing more is to be taken from this connection: it ends with this response, which says so. */
    void lastResponse();

    /** In a tunnel: nothing more will be written; reading goes on. */
    void shutdownOutput();

    /** Ends the stream at once, so that the client cannot take the response for complete. */
    void abort();

    /** The exchange has ended after a complete response; the rest of an unfinished request is not wanted any more. */
    void finished();
}
