/**
 * Finds containers that carry labels of Sluice: a small client of the Docker Engine API that only reads, and a loop that lists
 * containers whenever the engine tells of a change. Blocking, straight-line code on daemon threads of its own.
 *
 * <p>Knows the JDK and {@code dev.sluice.config} alone, and of that only what a container and an address are: what labels mean is
 * decided there. Only {@code launch} may know this package. Start at {@link dev.sluice.docker.Discovery}.
 */
@NullMarked
package dev.sluice.docker;

import org.jspecify.annotations.NullMarked;
