/**
 * HTTP/1.1 at both ends (RFC 9112): strict parsing of heads and bodies kept as bytes, writing, kept connections.
 *
 * <p>Knows no configuration and no routing; what a request means is {@link dev.sluice.exchange.Exchange}'s business. Start at
 * {@link dev.sluice.http1.Http1ClientStream} and {@link dev.sluice.http1.Http1BackendStream}.
 */
@NullMarked
package dev.sluice.http1;

import org.jspecify.annotations.NullMarked;
