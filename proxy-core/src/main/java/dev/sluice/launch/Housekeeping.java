package dev.sluice.launch;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Gives memory back to the system while the edge serves: pages of mapped files that only the start has read, and heap that a load took
 * and has left behind. On the main thread, which has nothing else to do.
 */
final class Housekeeping {
    /** Once the start is over. */
    private static final Duration FIRST = Duration.ofSeconds(2);

    private static final Duration LOOK = Duration.ofSeconds(5);
    /** Whoever used less of a processor between two looks has little to do, and does not miss its pages. */
    private static final Duration CALM = Duration.ofMillis(400);

    /** So many calm looks after a load its pages are given back: by then the compilers have rested too. */
    private static final int REST = 2;

    private static final int AGAIN = 12;

    private final HeapTrim heap = new HeapTrim();
    private Duration used = used();
    private int calmLooks;

    /** Keeps house until the latch is at zero, or the thread is interrupted. */
    void until(CountDownLatch stop) {
        try {
            if (stop.await(FIRST.toSeconds(), TimeUnit.SECONDS)) {
                return;
            }
            MappedPages.release();
            while (!stop.await(LOOK.toSeconds(), TimeUnit.SECONDS)) {
                look();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        Duration before = used;
        used = used();
        boolean calm = used.minus(before).compareTo(CALM) < 0;
        calmLooks = calm ? calmLooks + 1 : 0;
        heap.look(calm);
        if (calmLooks % AGAIN == REST) {
            MappedPages.release();
        }
    }

    private static Duration used() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }
}
