package dev.sluice.docker;

import dev.sluice.config.DockerAddress;
import dev.sluice.config.LabelledContainer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the containers of an engine that carry labels of Sluice, on a thread of its own: to resolve a proxy's
 * name blocks, and would hold up a thread that virtual ones share. While the engine is away, what was last
 * known stays, and it is asked again after half a second, then ever later, up to ten.
 */
public final class Discovery implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Discovery.class);
    private static final Duration LOOK = Duration.ofSeconds(60);
    /** A stream of events that ends sooner is no sign that all is well. */
    private static final Duration STABLE = Duration.ofSeconds(1);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration AT_ONCE = Duration.ofMillis(50);
    private static final Duration APART = Duration.ofSeconds(2);
    private static final int BURST = 10;
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private final DockerAddress address;
    private final Consumer<List<LabelledContainer>> found;
    private final CountDownLatch first = new CountDownLatch(1);
    private final Thread thread;
    private final ReentrantLock telling = new ReentrantLock();
    private volatile boolean closed;
    private @Nullable List<LabelledContainer> last;
    private int leftOut;
    private boolean away;
    private int failures;
    private long paid = System.nanoTime() - BURST * APART.toNanos();

    private Discovery(DockerAddress address, Consumer<List<LabelledContainer>> found) {
        this.address = address;
        this.found = found;
        this.thread = Thread.ofPlatform().daemon().name("docker").unstarted(this::follow);
    }

    /**
     * Begins to follow; returns at once.
     *
     * @param found is told of the containers, each time that anything about them has changed, on a thread that may block
     */
    public static Discovery start(DockerAddress address, Consumer<List<LabelledContainer>> found) {
        Discovery discovery = new Discovery(address, found);
        discovery.thread.start();
        return discovery;
    }

    /**
     * The containers of this moment, for who does not want to follow.
     *
     * @throws EngineTrouble where the engine cannot be asked
     */
    public static List<LabelledContainer> once(DockerAddress address) throws EngineTrouble {
        Engine engine = Engine.at(address);
        return Listing.of(engine, OwnContainer.find(engine)).containers();
    }

    /** Waits until the engine was asked for the first time, whatever came of it, or the time is up. */
    public void awaitFirst(Duration atMost) {
        try {
            first.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Follows no more; a call of {@code found} that is under way goes on, undisturbed. */
    @Override
    public void close() {
        closed = true;
        if (telling.tryLock()) {
            thread.interrupt();
            telling.unlock();
        }
    }

    private void follow() {
        try {
            while (true) {
                try {
                    follow(Engine.at(address));
                } catch (EngineTrouble e) {
                    if (Thread.interrupted()) {
                        return; // an interrupt closes the connection that is waited for
                    }
                    wentAway(e);
                } catch (RuntimeException e) {
                    failures++;
                    LOG.error("an error inside Sluice after a change of containers", e);
                }
                first.countDown();
                Thread.sleep(pause());
            }
        } catch (InterruptedException e) {
            return; // closed
        } finally {
            first.countDown();
        }
    }

    /** Until the engine goes away. Events come first, so that nothing that happens after the list is missed. */
    private void follow(Engine engine) throws EngineTrouble, InterruptedException {
        OwnContainer own = OwnContainer.find(engine);
        try (Events events = engine.events()) {
            tell(Listing.of(engine, own));
            first.countDown();
            events.await(STABLE);
            isThere(engine);
            while (true) {
                pace();
                tell(Listing.of(engine, own));
                events.await(LOOK); // and again without events, in case that one was lost
            }
        }
    }

    /** A burst of changes passes at once; where they go on and on, each is to bring several. */
    private void pace() throws InterruptedException {
        Thread.sleep(Duration.ofNanos(Math.max(0, paid - System.nanoTime())));
    }

    private void tell(Listing.Found listing) throws InterruptedException {
        List<LabelledContainer> now = listing.containers();
        telling.lock();
        try {
            sayLeftOut(listing.leftOut());
            if (!closed && !now.equals(last)) {
                last = now;
                paid = Math.max(paid, System.nanoTime() - BURST * APART.toNanos()) + APART.toNanos();
                found.accept(now);
            }
        } finally {
            telling.unlock();
        }
        if (closed) {
            throw new InterruptedException();
        }
    }

    private void sayLeftOut(int count) {
        if (count > leftOut) {
            LOG.warn(
                    "{} containers with the label sluice.host are left out, those with the longest labels: all labels of Sluice"
                            + " together are longer than 4 MB. Write sites with many replicas in the file",
                    count);
        }
        leftOut = count;
    }

    private void isThere(Engine engine) {
        if (away) {
            LOG.info("Docker at {} is there again: its containers are followed (API {})", address, engine.version());
        }
        away = false;
        failures = 0;
    }

    /** A proxy may end a quiet stream of events at any time: only when it does not answer either, it is said. */
    private void wentAway(EngineTrouble why) {
        failures++;
        if (!away && (last == null || failures > 1)) {
            away = true;
            LOG.warn(
                    "{}. {}; it is tried again",
                    last == null ? why.sentence() : why.fact(),
                    last == null
                            ? "Sluice serves what is in the file"
                            : "What was last known of containers stays in force");
        }
    }

    private Duration pause() {
        if (failures <= 1 && last != null) {
            return AT_ONCE;
        }
        Duration grown = FIRST_PAUSE.multipliedBy(1L << Math.min(failures - 1, 10));
        return grown.compareTo(LONGEST_PAUSE) < 0 ? grown : LONGEST_PAUSE;
    }
}
