/**
 * The run of a distribution from which Java learns which classes to keep in its cache: an edge as users run it, a backend, a client,
 * and a CA that signs everything, all on loopback. Knows Sluice only as a process. Start at {@link dev.sluice.dist.training.Training}.
 */
@NullMarked
package dev.sluice.dist.training;

import org.jspecify.annotations.NullMarked;
