package dev.sluice.exchange;

import dev.sluice.http.Fields;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Where the response of an exchange comes from. It takes the request's body and gives what it has to {@link Reply}. All calls on the
 * worker's loop; each may end the exchange before it returns.
 */
sealed interface Source permits Backend, FixedAnswer {

    /** Begins: {@link Reply#begin} follows, perhaps at once. */
    void start();

    /** Whether bytes may be exchanged with it: it has been reached, and is not gone. */
    boolean isOpen();

    /** Whether it takes more of the request's body now. */
    boolean writable();

    /** Takes a piece of the request's body, which it owns from here on. */
    void write(ByteBuf data);

    /** The request has ended. */
    void writeEnd(@Nullable Fields trailers);

    /** Hands what was written to whoever takes it. */
    void flush();

    /** The reading rule's outcome: whether bytes of the response are wanted now. */
    void reading(boolean wanted);

    /** Ends a wait that has taken too long. Returns whether there was one. */
    boolean stopWaiting();

    /** It has said nothing for too long, before its response has begun. */
    void silent();

    /** Nothing more is wanted of it. */
    void release();
}
