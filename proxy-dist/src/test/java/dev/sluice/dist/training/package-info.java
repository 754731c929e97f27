@NullMarked
package dev.sluice.dist.training;

import org.jspecify.annotations.NullMarked;
