package dev.sluice.dist.parts;

/** Placeholder. */
public final class Parts {
    private Parts() {}
}
