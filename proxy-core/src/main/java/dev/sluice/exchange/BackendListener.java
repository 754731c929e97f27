package dev.sluice.exchange;

import dev.sluice.http.Fields;
import dev.sluice.http.ResponseHead;
import dev.sluice.worker.ClientConnection;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Who asks a backend for something: what {@link BackendConnector} and a {@link BackendStream} call. All calls on the worker's loop.
 */
public interface BackendListener {

    /** The client that is charged for what the stream holds. */
    ClientConnection client();

    /** Whether a kept connection is not to be used: one has just failed. */
    default boolean wantsNewConnection() {
        return false;
    }

    /** Whether a backend that speaks both is to be asked over HTTP/1.1. */
    default boolean wantsHttp1() {
        return false;
    }

    /** Whether the request authenticates the connection that it is sent on, which nobody else may use then. */
    default boolean authenticatesConnection() {
        return false;
    }

    /** The stream that was asked for is there. */
    void backendReady(BackendStream stream);

    /** The connection that was asked for is not there yet. */
    void backendIsSlow();

    /** No connection could be made, or the stream has ended too early; it is not to be called any more. */
    void backendFailed(Failure why, String how);

    /** The same if the endpoint has been blamed for it already: others have waited for the same connection. */
    void backendFailedAsForOthers(Failure why, String how);

    /** An interim response (RFC 9110 §15.2). */
    void responseInterim(ResponseHead interim);

    /** The final response's head, or 101. */
    void responseHead(ResponseHead received);

    /** A piece of the response's body, or of a tunnel, which the listener owns from here on. */
    void responseBody(ByteBuf data);

    /** The response (or the backend's direction of a tunnel) has ended. */
    void responseEnd(@Nullable Fields trailers);

    /** All that was read from the backend has been passed on. */
    void backendReadComplete();

    /** The backend can take bytes again, or cannot any more. */
    void backendWritable();
}
