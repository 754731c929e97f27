/**
 * How backends are reached: a connection that is there already, or a new one, in the protocol that the endpoint speaks.
 *
 * <p>Knows the backends' ends of all protocols only to hand connections to them. Start at
 * {@link dev.sluice.connect.BackendConnections}.
 */
@NullMarked
package dev.sluice.connect;

import org.jspecify.annotations.NullMarked;
