/**
 * Programs that build the distribution and help to build the image: they lay out {@code proxy-core/target/sluice}, link its Java
 * runtime, and make its cache of loaded classes and its list of components.
 *
 * <p>They run while Maven builds, on the JDK of the toolchain, and are not shipped. They know Sluice only as jars and as a process that
 * they start. Start at {@link dev.sluice.dist.Distribution}.
 */
@NullMarked
package dev.sluice.dist;

import org.jspecify.annotations.NullMarked;
