/**
 * One event loop and what only it touches: the loop itself, its timers, its random numbers.
 *
 * <p>Knows nothing of HTTP, endpoints or exchanges. Everything here is used on the worker's own loop only. Start at
 * {@link dev.sluice.worker.Worker}.
 */
@NullMarked
package dev.sluice.worker;

import org.jspecify.annotations.NullMarked;
