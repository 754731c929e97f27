/**
 * What a distribution consists of: its jars as Maven describes them, its Java runtime, and in an image Debian's packages. Start at
 * {@link dev.sluice.dist.components.ComponentList}.
 */
@NullMarked
package dev.sluice.dist.components;

import org.jspecify.annotations.NullMarked;
