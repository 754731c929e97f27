/**
 * Real programs through Sluice as users run it, a process of its own: registry and its client, nginx, wrk, a browser. Runs after the
 * distribution is built; each test is skipped where its program is missing, and fails there where the environment says {@code CI}.
 * Start at {@link dev.sluice.real.RegistryTest}.
 */
@NullMarked
package dev.sluice.real;

import org.jspecify.annotations.NullMarked;
