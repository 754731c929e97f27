package dev.sluice.upstream;

/** A connection to an endpoint that is kept for the next exchange. On the worker's loop only. */
public interface BackendConnection {

    /** Closes it; it is not in the pool any more. */
    void close();
}
