package dev.sluice.worker;

import io.netty.channel.EventLoop;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The coarse timers of one worker: a hashed wheel of 512 slots of 100 ms.
 *
 * <p>Resolution is one tick: a deadline fires up to 100 ms late, never early. The wheel turns only while something is set, so an
 * idle process does not wake. All methods are to be called on the loop.
 */
public final class DeadlineWheel {
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final int SLOTS = 512;
    private static final int FIRING = SLOTS;
    private static final int MAX_AT_ONCE = 64;
    private static final long FARTHEST_NANOS = Long.MAX_VALUE / 4;
    private static final Logger LOG = LoggerFactory.getLogger(DeadlineWheel.class);

    private final EventLoop loop;
    private final LongSupplier clock;
    private final long origin;
    private final @Nullable Deadline[] slots = new @Nullable Deadline[SLOTS + 1];
    private final Runnable turn = this::turn;
    private long tick;
    private int size;
    private boolean turning;

    DeadlineWheel(EventLoop loop) {
        this(loop, System::nanoTime);
    }

    /** For tests: with a clock of its own, in nanoseconds, that only goes forward. */
    DeadlineWheel(EventLoop loop, LongSupplier clock) {
        this.loop = loop;
        this.clock = clock;
        this.origin = clock.getAsLong();
    }

    /**
     * Sets or moves a timer.
     *
     * @param deadline the timer, which belongs to this wheel alone
     * @param now the current time, as {@link Worker#now()}
     * @param delayNanos how long from now, in nanoseconds; zero or less fires at the next tick
     */
    public void set(Deadline deadline, long now, long delayNanos) {
        deadline.at = now + Math.min(delayNanos, FARTHEST_NANOS);
        if (deadline.isSet()) {
            if (tickOf(deadline.at) >= deadline.slotTick) {
                return; // it is looked at earlier than it is due, and moved on then
            }
            unlink(deadline);
        } else if (!turning) {
            // the wheel stood still: nothing is in it, so its hand may jump to the present
            tick = tickOf(now) - 1;
        }
        link(deadline);
        if (!turning) {
            turning = true;
            turnAtNextTick();
        }
    }

    /** Takes a timer back; nothing happens where it is not set. */
    public void cancel(Deadline deadline) {
        if (deadline.isSet()) {
            unlink(deadline);
        }
    }

    private long tickOf(long time) {
        return Math.floorDiv(time - origin + TICK_NANOS - 1, TICK_NANOS);
    }

    private void link(Deadline deadline) {
        long due = Math.max(tickOf(deadline.at), tick + 1);
        deadline.slotTick = due;
        link(deadline, (int) (due & (SLOTS - 1)));
    }

    private void link(Deadline deadline, int slot) {
        deadline.slot = slot;
        Deadline head = slots[slot];
        deadline.next = head;
        deadline.previous = null;
        if (head != null) {
            head.previous = deadline;
        }
        slots[slot] = deadline;
        size++;
    }

    private void unlink(Deadline deadline) {
        Deadline next = deadline.next;
        Deadline previous = deadline.previous;
        if (next != null) {
            next.previous = previous;
        }
        if (previous != null) {
            previous.next = next;
        } else {
            slots[deadline.slot] = next;
        }
        deadline.next = null;
        deadline.previous = null;
        deadline.slot = Deadline.UNSCHEDULED;
        size--;
    }

    private void turnAtNextTick() {
        long sinceTick = Math.floorMod(clock.getAsLong() - origin, TICK_NANOS);
        loop.schedule(turn, TICK_NANOS - sinceTick, TimeUnit.NANOSECONDS);
    }

    private void turn() {
        long present = Math.floorDiv(clock.getAsLong() - origin, TICK_NANOS);
        // after a long pause one round visits every slot: further rounds would find nothing new
        long next = Math.max(tick + 1, present - SLOTS + 1);
        try {
            int fired = fire(present, MAX_AT_ONCE); // what the last turn has left
            while (slots[FIRING] == null && next <= present) {
                tick = next++;
                collect((int) (tick & (SLOTS - 1)), present);
                fired += fire(present, MAX_AT_ONCE - fired);
            }
        } finally {
            // until here it counts as turning: a callback that sets a timer must not make the hand jump over slots
            turning = size > 0;
            if (turning && slots[FIRING] != null) {
                // not as a task: those go before what the network has for others
                loop.schedule(turn, 1, TimeUnit.NANOSECONDS);
            } else if (turning) {
                turnAtNextTick();
            }
        }
    }

    /** Moves what is to be looked at into a list of its own, so that callbacks may set and cancel whatever they like. */
    private void collect(int slot, long present) {
        Deadline deadline = slots[slot];
        while (deadline != null) {
            Deadline following = deadline.next;
            if (deadline.slotTick <= present) {
                unlink(deadline);
                link(deadline, FIRING);
            }
            deadline = following;
        }
    }

    /** Returns how many callbacks were called: so many at most, as other connections wait for the loop. */
    private int fire(long present, int most) {
        int fired = 0;
        for (Deadline deadline = slots[FIRING]; deadline != null && fired < most; deadline = slots[FIRING]) {
            unlink(deadline);
            if (tickOf(deadline.at) > present) {
                link(deadline);
            } else {
                fired++;
                expire(deadline);
            }
        }
        return fired;
    }

    private static void expire(Deadline deadline) {
        try {
            deadline.expired();
        } catch (Throwable failed) {
            // the timers of all other connections go on, most of all where memory is short
            LOG.error("a timer failed", failed);
        }
    }
}
