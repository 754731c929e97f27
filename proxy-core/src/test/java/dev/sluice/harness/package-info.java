/**
 * What the tests of the whole proxy are made of: raw clients, scripted backends, real programs, and the gate that lets no leaked
 * buffer pass. Knows nothing of how the proxy is built inside; {@link dev.sluice.harness.Edge} alone starts it. Start at
 * {@link dev.sluice.harness.Edge}, then {@link dev.sluice.harness.RawClient} and {@link dev.sluice.harness.RawBackend}.
 */
@NullMarked
package dev.sluice.harness;

import org.jspecify.annotations.NullMarked;
