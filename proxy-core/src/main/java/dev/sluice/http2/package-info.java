/**
 * HTTP/2 at both ends (RFC 9113) with HPACK (RFC 7541): frames kept as bytes, streams as plain objects on their connection's loop.
 *
 * <p>Knows no configuration and no routing; what a request means is {@link dev.sluice.exchange.Exchange}'s business. Start at
 * {@link dev.sluice.http2.Http2Connection}, then {@link dev.sluice.http2.Http2ClientStream} and
 * {@link dev.sluice.http2.Http2BackendStream}.
 */
@NullMarked
package dev.sluice.http2;

import org.jspecify.annotations.NullMarked;
