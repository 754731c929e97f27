/**
 * One request and its response: the steps in order, the reading rule, failures and recovery, tunnels.
 *
 * <p>Knows no protocol's bytes and no channel: the two ends are {@link dev.sluice.exchange.ClientStream} and
 * {@link dev.sluice.exchange.BackendStream}, which call a {@link dev.sluice.exchange.ClientListener} and a
 * {@link dev.sluice.exchange.BackendListener}. Start at {@link dev.sluice.exchange.Exchange}.
 */
@NullMarked
package dev.sluice.exchange;

import org.jspecify.annotations.NullMarked;
