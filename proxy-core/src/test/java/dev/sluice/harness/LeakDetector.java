package dev.sluice.harness;

import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakTracker;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/** Netty's detector, remembering every leak for {@link LeakGate}. */
final class LeakDetector<T> extends ResourceLeakDetector<T> {
    private static final Queue<String> LEAKS = new ConcurrentLinkedQueue<>();
    private static final List<LeakDetector<?>> DETECTORS = new CopyOnWriteArrayList<>();
    private final String kind;

    LeakDetector(Class<T> type) {
        super(type, 1);
        this.kind = type.getSimpleName();
        DETECTORS.add(this);
    }

    /** Takes away what has leaked since the last call, after a garbage collection brought it to light. */
    static List<String> leaks() {
        System.gc();
        for (LeakDetector<?> detector : DETECTORS) {
            detector.report();
        }
        List<String> found = List.copyOf(LEAKS);
        LEAKS.clear();
        return found;
    }

    /** Whether any detector of ours is in use, so that silence means something. */
    static boolean installed() {
        return !DETECTORS.isEmpty();
    }

    @Override
    protected boolean needReport() {
        return true;
    }

    @Override
    protected void reportTracedLeak(String resourceType, String records) {
        LEAKS.add(kind + " was not released:" + records);
    }

    @Override
    protected void reportUntracedLeak(String resourceType) {
        LEAKS.add(kind + " was not released");
    }

    /** Leaks are told when the next object is tracked: track one and let it go. */
    @SuppressWarnings("unchecked") // the detector only takes the object's identity
    private void report() {
        T probe = (T) new Object();
        ResourceLeakTracker<T> tracker = track(probe);
        if (tracker != null) {
            tracker.close(probe);
        }
    }
}
