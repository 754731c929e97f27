package dev.sluice.http2;

import dev.sluice.http.ResponseHeads;

/**
 * What the HTTP/2 connections of one worker share, because each needs it only for the moment in which it reads a block of fields: so a
 * connection that is idle holds none of it. On the worker's loop only.
 */
public final class Http2Shared {
    private static final int MAX_KEPT = 16 * 1024;

    final WindowBudget windows = new WindowBudget();
    final HpackDecoder decoder = new HpackDecoder();
    final RequestBuilder requests = new RequestBuilder();
    final ResponseBuilder responses = new ResponseBuilder();
    final TrailerBuilder trailers = new TrailerBuilder();
    final ResponseHeads heads = new ResponseHeads();
    private byte[] block = new byte[1024];

    /** Makes what one worker's connections of one kind share. */
    public Http2Shared() {}

    /** An array for a block of fields that has come whole. */
    byte[] block(int length) {
        if (block.length < length || (block.length > MAX_KEPT && length <= MAX_KEPT)) {
            block = new byte[Math.max(1024, length)];
        }
        return block;
    }
}
