package dev.sluice.exchange;

/**
 * What a client's connection may cost, in whatever protocol.
 *
 * @param headBytes longest request head, and longest trailer section
 * @param fields most fields in either
 * @param headNanos how long a head may take from its first byte, 0 for no limit
 * @param keepAliveNanos how long a connection waits for its next request, 0 for no limit
 * @param idleNanos how long a client may take nothing of what is left of its last answer, 0 for no limit
 */
public record ClientLimits(int headBytes, int fields, long headNanos, long keepAliveNanos, long idleNanos) {}
