/**
 * Certificates from CAs that speak ACME (RFC 8555): which names they would sign; later account, orders, challenges, renewal and the
 * folder where all of that is kept.
 *
 * <p>Straight-line, blocking code for virtual threads. Knows neither Netty nor the data plane: certificates leave through a consumer,
 * answers to challenges are functions that the launcher hands on. Start at {@link dev.sluice.acme.PublicNames}.
 */
@NullMarked
package dev.sluice.acme;

import org.jspecify.annotations.NullMarked;
