/**
 * What the whole proxy does with HTTP/2, checked frame by frame on loopback: RFC 9113 and RFC 7541 section by section, then abuse, then
 * behaviour. Start at {@link dev.sluice.whole.h2.Stage}, which every class here starts, and {@link dev.sluice.whole.h2.FramesTest}.
 */
@NullMarked
package dev.sluice.whole.h2;

import org.jspecify.annotations.NullMarked;
