package dev.sluice.worker;

import org.jspecify.annotations.Nullable;

/**
 * A timer that is moved far more often than it fires, such as an idle timer restarted by every byte.
 *
 * <p>Moving it later is a field write; the wheel looks again when the old time comes. Only to be used on the loop of the wheel
 * that it was set on. It is its own list node, so setting it allocates nothing.
 */
public abstract class Deadline {
    static final int UNSCHEDULED = -1;

    int slot = UNSCHEDULED;
    long slotTick;
    long at;

    @Nullable
    Deadline next;

    @Nullable
    Deadline previous;

    /** For subclasses: a timer that is not set. */
    protected Deadline() {}

    /** Called once, on the loop, at or up to one tick (100 ms) after the time; the timer is not set any more then. */
    protected abstract void expired();

    /** Whether the timer is set. */
    public final boolean isSet() {
        return slot != UNSCHEDULED;
    }
}
