/**
 * Measurements of the hot pieces with JMH; the whole process is measured by {@code benchmarks/compare}. Nothing here is shipped. Start
 * at {@link dev.sluice.benchmarks.RouteMatchBenchmark}.
 */
@NullMarked
package dev.sluice.benchmarks;

import org.jspecify.annotations.NullMarked;
