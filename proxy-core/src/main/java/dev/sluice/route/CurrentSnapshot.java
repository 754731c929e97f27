package dev.sluice.route;

/** The snapshot that new exchanges begin with: the one reference that a reload swaps. */
public final class CurrentSnapshot {
    private volatile Snapshot snapshot;

    /** Starts with this one. */
    public CurrentSnapshot(Snapshot first) {
        snapshot = first;
    }

    /** The snapshot of this moment. From any thread; once per exchange. */
    public Snapshot get() {
        return snapshot;
    }

    /** Replaces it for all exchanges that begin from now on. From one thread at a time. */
    public void set(Snapshot next) {
        snapshot = next;
    }
}
