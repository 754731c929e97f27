/** Answers that have no end, or none in time. */
@org.jspecify.annotations.NullMarked
package dev.sluice.acme.http;
