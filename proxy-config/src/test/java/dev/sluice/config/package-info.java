/** Tests of the configuration file: golden files, tables of values, and inputs that want to do harm. */
@NullMarked
package dev.sluice.config;

import org.jspecify.annotations.NullMarked;
