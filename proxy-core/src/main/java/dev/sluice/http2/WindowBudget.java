package dev.sluice.http2;

import io.netty.util.internal.PlatformDependent;

/** By how much the windows of one worker's streams may grow together, on one kind of connection. On its loop only. */
final class WindowBudget {
    /** Plain and TLS listeners and backends have one each. */
    private static final long SHARE = 24;

    private long left;

    /** Makes a budget: a part of what buffers may take in all, shared by the processors, in bytes. */
    WindowBudget() {
        left = PlatformDependent.maxDirectMemory()
                / (SHARE * Runtime.getRuntime().availableProcessors());
    }

    boolean take(int bytes) {
        if (bytes > left) {
            return false;
        }
        left -= bytes;
        return true;
    }

    void giveBack(int bytes) {
        left += bytes;
    }
}
