/**
 * Certificates from CAs that speak ACME (RFC 8555): which names they would sign, account, orders, challenges, renewal, and the folder
 * where all of that is kept.
 *
 * <p>Straight-line, blocking code for virtual threads: a {@code CertificateRenewal} for each certificate decides what is due, an
 * {@code OrderRun} takes one order from its beginning to the certificate, {@code Storage} has everything on disk before it matters.
 * Knows neither Netty nor the data plane: certificates leave through a consumer, answers to challenges are functions that the launcher
 * hands on. Start at {@link dev.sluice.acme.AcmeClient}.
 */
@NullMarked
package dev.sluice.acme;

import org.jspecify.annotations.NullMarked;
