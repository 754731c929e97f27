package dev.sluice.worker;

import org.jspecify.annotations.Nullable;

/**
 * A connection to a backend that is kept although no request needs it: its place in the order in which such are given up. It is its own
 * list node. On the worker's loop.
 */
public abstract class Kept {
    @Nullable
    Kept next;

    @Nullable
    Kept previous;

    boolean linked;

    /** For subclasses: one that is not kept yet. */
    protected Kept() {}

    /** It is not kept any more, because there is no room: close it. */
    protected abstract void giveUp();

    /** All that one worker keeps, the one kept longest first. */
    public static final class Order {
        private @Nullable Kept first;
        private @Nullable Kept last;

        Order() {}

        /** It is kept from now on. */
        public void add(Kept kept) {
            if (kept.linked) {
                return;
            }
            kept.linked = true;
            Kept before = last;
            kept.previous = before;
            kept.next = null;
            if (before == null) {
                first = kept;
            } else {
                before.next = kept;
            }
            last = kept;
        }

        /** It is used, or has ended. */
        public void remove(Kept kept) {
            if (!kept.linked) {
                return;
            }
            kept.linked = false;
            Kept before = kept.previous;
            Kept after = kept.next;
            if (before == null) {
                first = after;
            } else {
                before.next = after;
            }
            if (after == null) {
                last = before;
            } else {
                after.previous = before;
            }
            kept.previous = null;
            kept.next = null;
        }

        boolean isEmpty() {
            return first == null;
        }

        /** Gives up the one that was kept longest; whether there was one. */
        boolean giveUpFirst() {
            Kept oldest = first;
            if (oldest == null) {
                return false;
            }
            remove(oldest);
            oldest.giveUp();
            return true;
        }
    }
}
