/**
 * Files: read up to a bound ({@link dev.sluice.base.files.BoundedFile}, {@link dev.sluice.base.files.KeptFile}), and written so that they
 * are there as a whole or not at all ({@link dev.sluice.base.files.DurableFiles}).
 */
@NullMarked
package dev.sluice.base.files;

import org.jspecify.annotations.NullMarked;
