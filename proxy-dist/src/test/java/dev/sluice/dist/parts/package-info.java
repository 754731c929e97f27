@NullMarked
package dev.sluice.dist.parts;

import org.jspecify.annotations.NullMarked;
