/**
 * Whether what is shipped is up to date: the warning of the build about an old JDK, and the list of parts beside their newest versions.
 * Start at {@link dev.sluice.dist.parts.Parts}.
 */
@NullMarked
package dev.sluice.dist.parts;

import org.jspecify.annotations.NullMarked;
