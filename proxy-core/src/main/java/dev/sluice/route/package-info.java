/**
 * The immutable picture of a configuration in use: host and path tables, routes, and the one reference that a reload swaps.
 *
 * <p>Knows no exchange and no channel. Start at {@link dev.sluice.route.Snapshot}.
 */
@NullMarked
package dev.sluice.route;

import org.jspecify.annotations.NullMarked;
