package dev.sluice.upstream;

/**
 * A target's name that has no address now.
 *
 * @param name as configured, without the port
 * @param why in a sentence
 */
public record Unresolved(String name, String why) {}
