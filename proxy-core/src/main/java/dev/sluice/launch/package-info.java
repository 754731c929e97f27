/**
 * The command line and everything around the edge: what the commands do, who is asked to reload and to stop, what to say when a
 * port is taken, the demonstration.
 *
 * <p>The only package that knows all others, and the only one that may know {@code dev.sluice.acme}; nothing imports it. Nothing
 * here runs for a request. Start at {@link dev.sluice.launch.Main}.
 */
@NullMarked
package dev.sluice.launch;

import org.jspecify.annotations.NullMarked;
