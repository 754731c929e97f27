/**
 * What the whole proxy does, told in sentences and checked with exact bytes on loopback: real listeners, real backends, nothing
 * replaced. Knows the configuration's text and the wire, and nothing of what lies between. Start at
 * {@link dev.sluice.whole.FramingRefusalTest}.
 */
@NullMarked
package dev.sluice.whole;

import org.jspecify.annotations.NullMarked;
