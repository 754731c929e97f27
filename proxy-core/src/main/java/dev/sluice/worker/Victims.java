package dev.sluice.worker;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Decides which connection is given up if something is short: a pure choice among those of one worker, on its loop. */
final class Victims {
    /** Who has been there for less is not given up: it may be about to end. */
    private static final long GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private static final long CONNECTIONS_GRACE_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long MAX_AGE_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long SLOW_BYTES_PER_SECOND = 1024;
    private static final int MAX_LOOKED_AT = 256;
    /** Whoever holds much must be found behind many that are idle, too. */
    private static final int MAX_IDLE_LOOKED_AT = 4096;

    private final Ring arriving;
    private final Ring idle;
    private final Ring busy;
    private final Holders holders;

    Victims(Ring arriving, Ring idle, Ring busy, Holders holders) {
        this.arriving = arriving;
        this.idle = idle;
        this.busy = busy;
        this.holders = holders;
    }

    /**
     * The next to give up, or null if nobody deserves it.
     *
     * @param missing what is short
     * @param asker for whom it is, who is not given up and must not drive out who holds less; null for a newcomer
     */
    @Nullable
    ClientConnection choose(Resource missing, @Nullable ClientConnection asker, long now) {
        if (missing == Resource.CONNECTIONS) {
            return first(first(idle.first(), arriving.first()), slowest(now));
        }
        // nobody else suffers for whoever has much more than its part
        return chooseAmong(holders.tooLarge(now), asker, now);
    }

    /** The one that holds most and moves least, however short the time since it began. */
    @Nullable
    ClientConnection worst(long now) {
        Holder large = holders.tooLarge(now);
        ClientConnection arrives = worst(arriving, large, null, now, 0);
        ClientConnection works = worst(busy, large, null, now, 0);
        if (arrives == null || works == null) {
            return first(arrives, works);
        }
        return badness(arrives, now, 0) > badness(works, now, 0) ? arrives : works;
    }

    private @Nullable ClientConnection chooseAmong(
            @Nullable Holder holder, @Nullable ClientConnection asker, long now) {
        ClientConnection found = oldestIdle(holder, asker);
        // who has much more than its part gets no time at the cost of another
        long grace = holder == null || asker == null || isOf(asker, holder) ? GRACE_NANOS : 0;
        if (found == null) {
            found = worst(arriving, holder, asker, now, grace);
        }
        return found != null ? found : worst(busy, holder, asker, now, grace);
    }

    private static @Nullable ClientConnection first(@Nullable ClientConnection one, @Nullable ClientConnection other) {
        return one != null ? one : other;
    }

    private static boolean isOf(ClientConnection connection, @Nullable Holder holder) {
        return holder == null || connection.holder().equals(holder);
    }

    private @Nullable ClientConnection oldestIdle(@Nullable Holder holder, @Nullable ClientConnection asker) {
        ClientConnection last = idle.last();
        for (int i = 0; last != null && i < MAX_IDLE_LOOKED_AT; i++) {
            ClientConnection candidate = idle.first();
            if (candidate != null && isOf(candidate, holder) && !candidate.equals(asker)) {
                return candidate;
            }
            if (last.equals(idle.rotate())) {
                break;
            }
        }
        return null;
    }

    private static @Nullable ClientConnection worst(
            Ring ring, @Nullable Holder holder, @Nullable ClientConnection asker, long now, long grace) {
        ClientConnection worst = null;
        double most = 0;
        int least = asker == null ? 0 : asker.share();
        ClientConnection last = ring.last();
        for (int i = 0; last != null && i < MAX_LOOKED_AT; i++) {
            ClientConnection candidate = ring.rotate();
            if (isOf(candidate, holder) && !candidate.equals(asker) && now - candidate.since() >= grace) {
                double badness = badness(candidate, now, grace);
                if (badness > most && candidate.share() >= least) {
                    most = badness;
                    worst = candidate;
                }
            }
            if (candidate.equals(last)) {
                break;
            }
        }
        return worst;
    }

    /** How much it holds, for how long, for how little that it moves; 0 if that is not known yet. */
    private static double badness(ClientConnection candidate, long now, long grace) {
        long speed = candidate.speed(now, grace);
        if (speed < 0) {
            return 0;
        }
        // a tunnel's age is no fault
        double age = candidate.tunnels() ? GRACE_NANOS : Math.min(now - candidate.since(), MAX_AGE_NANOS);
        return (candidate.share() + 1.0) * (age + 1) / (speed + SLOW_BYTES_PER_SECOND);
    }

    /** Among those who keep their exchange waiting, the one that moves least; none that moves at a modest speed. */
    private @Nullable ClientConnection slowest(long now) {
        ClientConnection slowest = null;
        long least = SLOW_BYTES_PER_SECOND;
        ClientConnection last = busy.last();
        for (int i = 0; last != null && i < MAX_LOOKED_AT; i++) {
            ClientConnection candidate = busy.rotate();
            boolean looked = candidate.waitsForClient() && now - candidate.since() >= CONNECTIONS_GRACE_NANOS;
            long speed = looked ? candidate.speed(now, CONNECTIONS_GRACE_NANOS) : -1;
            if (speed >= 0 && speed < least) {
                least = speed;
                slowest = candidate;
            }
            if (candidate.equals(last)) {
                break;
            }
        }
        return slowest;
    }
}
