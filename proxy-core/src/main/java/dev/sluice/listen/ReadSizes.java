package dev.sluice.listen;

import dev.sluice.worker.Budget;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;

/**
 * How large a buffer is read into: as large as what came last, and never larger than may wait in one direction. Small at first, as most
 * connections send one small request.
 */
final class ReadSizes extends DefaultMaxMessagesRecvByteBufAllocator {
    private static final int SMALLEST = 512;
    private static final int INITIAL = 2048;
    private static final int GROWTH = 4;

    private final Budget budget;

    ReadSizes(Budget budget) {
        this.budget = budget;
    }

    @Override
    public MaxMessageHandle newHandle() {
        return new Sizes();
    }

    private final class Sizes extends MaxMessageHandle {
        private int next = INITIAL;
        private boolean small;

        @Override
        public int guess() {
            return Math.min(next, budget.backlog());
        }

        @Override
        public void lastBytesRead(int bytes) {
            if (bytes == attemptedBytesRead() && bytes >= next) {
                next = Math.min(next * GROWTH, budget.backlog());
                small = false;
            } else if (bytes > 0 && bytes <= next / GROWTH && next > SMALLEST) {
                // only the second time: a large body ends with a small piece
                next = small ? Math.max(SMALLEST, next / 2) : next;
                small = !small;
            } else {
                small = false;
            }
            super.lastBytesRead(bytes);
        }
    }
}
