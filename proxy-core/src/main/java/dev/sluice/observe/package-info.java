/**
 * What can be seen of the edge from outside: the access log, the metrics, the admin server and its client, and the program's own log.
 *
 * <p>Is told of ended exchanges and asks the launcher through {@link dev.sluice.observe.StatusSource} and
 * {@link dev.sluice.observe.Reloader}; knows no channel of the data plane and no snapshot. On a worker's loop only
 * {@link dev.sluice.observe.WorkerObserver} runs; everything else has threads of its own. Start at
 * {@link dev.sluice.observe.AccessLog}.
 */
@NullMarked
package dev.sluice.observe;

import org.jspecify.annotations.NullMarked;
