/**
 * Bound addresses, the transport, and the one place where a client's pipeline is written down.
 *
 * <p>Knows protocols only to hand connections to them. Start at {@link dev.sluice.listen.ConnectionInitializer}.
 */
@NullMarked
package dev.sluice.listen;

import org.jspecify.annotations.NullMarked;
