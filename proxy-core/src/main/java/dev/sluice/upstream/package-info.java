/**
 * Groups of endpoints: which addresses there are, which of them are healthy, which one serves the next request, and the
 * connections kept to them.
 *
 * <p>Knows no exchange and no protocol. Start at {@link dev.sluice.upstream.Upstream}.
 */
@NullMarked
package dev.sluice.upstream;

import org.jspecify.annotations.NullMarked;
