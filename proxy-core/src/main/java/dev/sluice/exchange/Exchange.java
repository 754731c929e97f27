package dev.sluice.exchange;

/** One request and its response. */
public final class Exchange {
    Exchange() {}

    /** Called. */
    public void backendReady() {}

    /** Called. */
    public void backendFailed() {}
}
