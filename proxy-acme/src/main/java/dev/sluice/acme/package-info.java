@NullMarked
package dev.sluice.acme;

import org.jspecify.annotations.NullMarked;
