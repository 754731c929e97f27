package dev.sluice.upstream;

import dev.sluice.worker.Worker;
import java.net.SocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The long-lived side of an endpoint: health, counters, kept connections. It survives reloads.
 *
 * <p>What belongs to one worker lies in arrays by {@link Worker#index()} and is touched on that worker's loop only. Health is
 * shared: it changes rarely, and a reader that sees it a moment late does no harm.
 */
public final class EndpointState {
    private static final int PADDING = 16;
    private static final int FAILURES_TO_EJECT = 3;
    private static final long FIRST_EJECTION_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long LONGEST_EJECTION_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long RAMP_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long WANTED_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final String label;
    private final SocketAddress address;
    private final long id;
    private final ConnectionPool[] pools;
    private final int[] inFlight;
    private final AtomicInteger downVotes = new AtomicInteger();
    private volatile String checkDetail = "";
    private final AtomicInteger failuresInRow = new AtomicInteger();
    private final AtomicBoolean ejecting = new AtomicBoolean();
    private volatile int ejections;
    private volatile long ejectedUntil;
    private volatile boolean ejected;
    private volatile @Nullable String refusal;
    private volatile long returnedAt;
    private volatile boolean ramping;
    private volatile long wantedAt = System.nanoTime() - WANTED_NANOS;

    /**
     * Makes the state of an endpoint that is taken for healthy.
     *
     * @param label what people read: target and address, such as {@code api:8080 (172.18.0.5)}
     * @param address where to connect
     * @param id not 0; the same for the same address after a restart, and telling nothing of it (for the sticky cookie)
     * @param workers how many workers there are
     */
    public EndpointState(String label, SocketAddress address, long id, int workers) {
        this.label = label;
        this.address = address;
        this.id = id;
        this.pools = new ConnectionPool[workers];
        for (int i = 0; i < workers; i++) {
            pools[i] = new ConnectionPool();
        }
        this.inFlight = new int[workers * PADDING];
    }

    /** What people read: target and address. */
    public String label() {
        return label;
    }

    /** Where to connect. */
    public SocketAddress address() {
        return address;
    }

    /** The number that a sticky cookie carries; not 0. */
    public long id() {
        return id;
    }

    /** The kept connections of a worker. On its loop. */
    public ConnectionPool pool(Worker worker) {
        return pools[worker.index()];
    }

    /** The endpoint is gone: its kept connections are closed, and none is kept any more. On the worker's loop. */
    void retire(Worker worker) {
        pools[worker.index()].retire();
    }

    /** An exchange (or a tunnel) starts using the endpoint. On the worker's loop. */
    public void started(Worker worker) {
        inFlight[worker.index() * PADDING]++;
    }

    /** An exchange that had started has ended. On the worker's loop. */
    public void ended(Worker worker) {
        inFlight[worker.index() * PADDING]--;
    }

    /** How many exchanges of this worker use the endpoint. On its loop. */
    public int inFlight(Worker worker) {
        return inFlight[worker.index() * PADDING];
    }

    /** How many exchanges use the endpoint, summed without a lock: for status pages. Any thread. */
    public int inFlightEverywhere() {
        int sum = 0;
        for (int i = 0; i < inFlight.length; i += PADDING) {
            sum += inFlight[i];
        }
        return sum;
    }

    /** A connection was accepted or a response came: passive health forgets what was. Any loop. */
    public void succeeded() {
        if (failuresInRow.get() != 0 || ejections != 0) {
            failuresInRow.set(0);
            ejections = 0;
            refusal = null;
        }
    }

    /**
     * A connection failed or was broken before a response. After three in a row the endpoint is passed over for a second, twice as
     * long each time it happens again, at most 30 s. Failures while it is passed over are of requests that were under way before:
     * they do not make it longer.
     *
     * @param now the time, as {@link System#nanoTime()}
     */
    public void failed(long now) {
        int failures = failuresInRow.incrementAndGet();
        // without a lock: a loop that finds another one at it has nothing to add
        if (failures >= FAILURES_TO_EJECT && !isPassedOver(now) && ejecting.compareAndSet(false, true)) {
            if (!isPassedOver(now)) {
                eject(now);
            }
            ejecting.set(false);
        }
    }

    /**
     * No connection could be made, and {@link #failed} was called: who comes while others wait for the endpoint need not try too. Any loop.
     *
     * @param how in words for the log
     */
    public void refuses(String how) {
        refusal = how;
    }

    /** Why the last connection could not be made, or null if one was made since. Any thread. */
    @Nullable
    String refusal() {
        return refusal;
    }

    private boolean isPassedOver(long now) {
        return ejected && now - ejectedUntil < 0;
    }

    private void eject(long now) {
        int times = ejections;
        ejectedUntil = now + Math.min(LONGEST_EJECTION_NANOS, FIRST_EJECTION_NANOS << Math.min(times, 10));
        ejections = times + 1;
        ejected = true;
    }

    /** A connection was accepted after failures: requests may go there again at once. Any loop. */
    void reachable() {
        failuresInRow.set(0);
        ejected = false;
        refusal = null;
    }

    /** The health in words, such as {@code up} or {@code resting for 3 s after failures}. Any thread. */
    public String healthWords(long now) {
        if (isCheckedDown()) {
            return "down: " + checkDetail;
        }
        if (isPassedOver(now)) {
            return "resting for " + (1 + (ejectedUntil - now) / 1_000_000_000L) + " s after failures";
        }
        return ramping && now - returnedAt < RAMP_NANOS ? "warming up" : "up";
    }

    /** One more active check holds the endpoint for down, until that calls {@link #checkedUp}. Any thread. */
    void checkedDown(String problem) {
        checkDetail = problem;
        downVotes.incrementAndGet();
    }

    /** What the active check that holds the endpoint for down has found since. Any thread. */
    void stillDown(String problem) {
        checkDetail = problem;
    }

    /** What the last failed check said. Any thread. */
    String checkDetail() {
        return checkDetail;
    }

    /** An active check that held the endpoint for down does so no more. Any thread. */
    void checkedUp(long now) {
        if (downVotes.get() == 1) { // before it is up, so that whoever sees that sees its share too
            startRamp(now);
        }
        downVotes.decrementAndGet();
    }

    /** A request waits for the endpoint, which is held for down: checks are to look more often for half a second. Any thread. */
    void want(long now) {
        wantedAt = now;
    }

    /** Whether a request waits, or did within the last half second. */
    boolean isWanted(long now) {
        return now - wantedAt < WANTED_NANOS;
    }

    /** Whether an active check holds the endpoint for down. */
    public boolean isCheckedDown() {
        return downVotes.get() > 0;
    }

    /** Whether requests should go there: not held for down by a check, and not passed over after failures. */
    public boolean isAvailable(long now) {
        if (isCheckedDown()) {
            return false;
        }
        if (!ejected) {
            return true;
        }
        if (now - ejectedUntil < 0) {
            return false;
        }
        ejected = false;
        startRamp(now);
        return true;
    }

    /**
     * The share of its weight that the endpoint gets now, in percent: 100, or less for ten seconds after it has come back, so that
     * it is not flooded while it warms up.
     */
    public int share(long now) {
        if (!ramping) {
            return 100;
        }
        long since = now - returnedAt;
        if (since >= RAMP_NANOS) {
            ramping = false;
            return 100;
        }
        return (int) Math.max(10, since * 100 / RAMP_NANOS);
    }

    private void startRamp(long now) {
        returnedAt = now;
        ramping = true;
    }

    @Override
    public String toString() {
        return label;
    }
}
