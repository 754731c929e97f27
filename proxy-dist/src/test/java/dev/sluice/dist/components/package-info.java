@NullMarked
package dev.sluice.dist.components;

import org.jspecify.annotations.NullMarked;
