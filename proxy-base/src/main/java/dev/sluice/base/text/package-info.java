/** Characters and what they do. */
@NullMarked
package dev.sluice.base.text;

import org.jspecify.annotations.NullMarked;
