/**
 * Jars as they are shipped: rewritten so that Java starts quickly from them. Knows nothing of where they come from and go to. Start at
 * {@link dev.sluice.dist.jar.ShippedJar}.
 */
@NullMarked
package dev.sluice.dist.jar;

import org.jspecify.annotations.NullMarked;
