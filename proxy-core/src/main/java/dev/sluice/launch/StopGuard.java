package dev.sluice.launch;

import dev.sluice.observe.Logging;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the process if a stop takes longer than it ever should: something waits for a disk or a name that does not answer, and who asked for
 * the stop must not have to kill. Closing says that the stop is done.
 */
final class StopGuard implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StopGuard.class);

    /** What closing everything may take, each part of which has its own limit. */
    private static final Duration CLOSING = Duration.ofSeconds(10);

    private final Thread thread;

    private StopGuard(Duration atMost) {
        thread = Thread.ofPlatform().daemon().name("stop-guard").start(() -> {
            try {
                Thread.sleep(atMost);
                LOG.error("the stop has not ended within {} s: the process is ended by force", atMost.toSeconds());
                Logging.flush();
                Runtime.getRuntime().halt(Exit.FAILED);
            } catch (InterruptedException inTime) {
                return;
            }
        });
    }

    /** From now on the stop has this grace, and some seconds more to close everything. */
    static StopGuard begin(Duration grace) {
        return new StopGuard(grace.plus(CLOSING));
    }

    /** The same with a limit for all of it. */
    static StopGuard within(Duration atMost) {
        return new StopGuard(atMost);
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
