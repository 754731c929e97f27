/**
 * The message model of all protocols: heads over flat {@link dev.sluice.http.Fields}, the request target, the rules for
 * hop-by-hop and forwarding fields.
 *
 * <p>Knows no channel, no exchange and no configuration. Start at {@link dev.sluice.http.Fields}.
 */
@NullMarked
package dev.sluice.http;

import org.jspecify.annotations.NullMarked;
