package dev.sluice.http1;

/**
 * What a client connection may cost.
 *
 * @param headBytes longest request head, and longest trailer section
 * @param fields most fields in either
 * @param headNanos how long a head may take from its first byte, 0 for no limit
 * @param keepAliveNanos how long a connection waits for its next request, 0 for no limit
 * @param idleNanos how long a client may take nothing of what is left of its last answer, 0 for no limit
 */
public record Http1Limits(int headBytes, int fields, long headNanos, long keepAliveNanos, long idleNanos) {}
