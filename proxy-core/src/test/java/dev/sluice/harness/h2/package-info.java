/**
 * Both ends of HTTP/2 as raw frames, well-formed or not: a client, and a backend whose connections are scripted. Knows nothing of the
 * proxy. Start at {@link dev.sluice.harness.h2.H2Client} and {@link dev.sluice.harness.h2.Frame}.
 */
@NullMarked
package dev.sluice.harness.h2;

import org.jspecify.annotations.NullMarked;
