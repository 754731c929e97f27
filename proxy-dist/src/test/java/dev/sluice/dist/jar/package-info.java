@NullMarked
package dev.sluice.dist.jar;

import org.jspecify.annotations.NullMarked;
