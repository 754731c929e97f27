package dev.sluice.worker;

import io.netty.channel.EventLoop;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The coarse timers of one worker: a hashed wheel of 512 slots of 100 ms.
 *
 * <p>Resolution is one tick: a deadline fires up to 100 ms late, never early. The wheel turns only while something is set, so an
 * idle process does not wake. All methods are to be called on the loop.
 */
public final class DeadlineWheel {
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final int SLOTS = 512;

    private final EventLoop loop;
    private final long origin = System.nanoTime();
    private final @Nullable Deadline[] slots = new @Nullable Deadline[SLOTS];
    private final Runnable turn = this::turn;
    private long tick;
    private int size;
    private boolean turning;

    DeadlineWheel(EventLoop loop) {
        this.loop = loop;
    }

    /**
     * Sets or moves a timer.
     *
     * @param deadline the timer, which belongs to this wheel alone
     * @param now the current time, as {@link Worker#now()}
     * @param delayNanos how long from now, in nanoseconds; zero or less fires at the next tick
     */
    public void set(Deadline deadline, long now, long delayNanos) {
        deadline.at = now + delayNanos;
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
        startTurning();
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
        int slot = (int) (due & (SLOTS - 1));
        deadline.slot = slot;
        deadline.slotTick = due;
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

    private void startTurning() {
        if (!turning) {
            turning = true;
            loop.schedule(turn, TICK_NANOS, TimeUnit.NANOSECONDS);
        }
    }

    private void turn() {
        long present = Math.floorDiv(System.nanoTime() - origin, TICK_NANOS);
        // after a long pause one round visits every slot: further rounds would find nothing new
        long from = Math.max(tick + 1, present - SLOTS + 1);
        try {
            for (long t = from; t <= present; t++) {
                tick = t;
                visit((int) (t & (SLOTS - 1)), present);
            }
        } finally {
            // not before: a callback that sets a timer would take the wheel for standing still, and its hand would skip
            // slots
            turning = false;
            if (size > 0) {
                startTurning();
            }
        }
    }

    private void visit(int slot, long present) {
        // those that are due are fired one by one from the slot's head: a callback may cancel any other
        Deadline deadline = slots[slot];
        while (deadline != null) {
            Deadline following = deadline.next;
            if (deadline.slotTick <= present) {
                unlink(deadline);
                if (tickOf(deadline.at) <= present) {
                    deadline.expired();
                    following = slots[slot];
                } else {
                    link(deadline);
                }
            }
            deadline = following;
        }
    }
}
