/**
 * What is decided about a request by its route and site before and while it is forwarded: checks that may answer at once, changes to
 * fields and paths, what balancing is told.
 *
 * <p>Knows no exchange, no snapshot and no channel. Start at {@link dev.sluice.policy.Checks}.
 */
@NullMarked
package dev.sluice.policy;

import org.jspecify.annotations.NullMarked;
