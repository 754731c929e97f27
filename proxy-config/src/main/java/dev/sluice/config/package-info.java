/**
 * The configuration file as a value: YAML in, immutable records out, and every problem placed at file:line:column.
 *
 * <p>Start at {@link dev.sluice.config.ConfigLoader}, which gives a {@link dev.sluice.config.Config} or all
 * {@link dev.sluice.config.Problem}s. This package must not know Netty, ACME clients, or anything that runs: it reads
 * files and environment variables, nothing else.
 */
@NullMarked
package dev.sluice.config;

import org.jspecify.annotations.NullMarked;
