/**
 * TXT records for dns-01: providers that make them, and the look at a zone's own servers before a CA is told.
 *
 * <p>Knows nothing of ACME. Blocking code for virtual threads. Start at {@link dev.sluice.acme.dns.DnsRecords}; a further provider is
 * one class beside {@link dev.sluice.acme.dns.ExecHook}.
 */
@NullMarked
package dev.sluice.acme.dns;

import org.jspecify.annotations.NullMarked;
