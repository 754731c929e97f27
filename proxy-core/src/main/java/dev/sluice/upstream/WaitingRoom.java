package dev.sluice.upstream;

import dev.sluice.upstream.Upstream.Waiter;
import dev.sluice.worker.Worker;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import java.util.LinkedHashSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The requests of one worker that wait for an endpoint of one upstream. While anybody waits, one connection at a time is tried,
 * so that a crowd of waiting requests costs a restarting backend no more than one. On the worker's loop.
 */
final class WaitingRoom {
    private static final long LOOK_MILLIS = 100;
    private static final int CONNECT_MILLIS = 1000;
    private static final int MAX_WOKEN = 32;
    private static final Logger LOG = LoggerFactory.getLogger(WaitingRoom.class);

    private final Upstream upstream;
    private final Worker worker;
    private final Sockets sockets;
    /** In the order in which they came; each leaves at once, however many wait. */
    private final LinkedHashSet<Waiter> waiters = new LinkedHashSet<>();

    private boolean looking;
    private boolean wantsAnswer;
    private int toWake;
    private int turn;

    WaitingRoom(Upstream upstream, Worker worker, Sockets sockets) {
        this.upstream = upstream;
        this.worker = worker;
        this.sockets = sockets;
    }

    /** Whether anybody waits. */
    boolean isOccupied() {
        return !waiters.isEmpty();
    }

    void enter(Waiter waiter) {
        waiters.add(waiter);
        if (!looking) {
            looking = true;
            lookSoon();
        }
    }

    void leave(Waiter waiter) {
        waiters.remove(waiter);
    }

    /** Somebody was sent to wait only until a look-up ends. Noted when that is seen, as the answer may come before he enters. */
    void wantAnswer() {
        wantsAnswer = true;
    }

    /** Calls everybody who waits now, a few in each turn of the loop; not those who come back at once. */
    void wakeAll() {
        toWake = waiters.size();
        wakeSome();
    }

    private void wakeSome() {
        for (int i = 0; i < MAX_WOKEN && toWake > 0; i++) {
            if (waiters.isEmpty()) {
                toWake = 0;
                return;
            }
            toWake--;
            wake(waiters.removeFirst());
        }
        if (toWake > 0) {
            worker.inNextTurn(this::wakeSome);
        }
    }

    private void wake(Waiter waiter) {
        try {
            waiter.endpointMayBeBack();
        } catch (RuntimeException bug) {
            // the others must not wait for ever
            LOG.error("a waiting request could not go on", bug);
        }
    }

    /** A name was answered: those who waited for just that go on, and everybody does where the addresses are new. */
    void answered(boolean changed) {
        if (changed || wantsAnswer) {
            wantsAnswer = false;
            wakeAll();
        }
    }

    private void lookSoon() {
        if (worker.loop().isShuttingDown()) {
            return;
        }
        worker.loop().schedule(this::look, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void look() {
        if (waiters.isEmpty()) {
            looking = false;
            return;
        }
        boolean asked = false;
        try {
            asked = askOne();
        } finally {
            if (!asked) {
                lookSoon();
            }
        }
    }

    /** Returns whether an endpoint was asked: the next look follows its answer. */
    private boolean askOne() {
        upstream.refreshNames();
        upstream.hastenChecks(worker.now());
        Endpoint next = upstream.waitsForNames(worker.now()) ? null : next();
        if (next == null) {
            return false;
        }
        EndpointState state = next.state();
        ChannelFuture trying = sockets.connector(worker, state.address())
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                .handler(new ChannelInboundHandlerAdapter())
                .connect(state.address());
        trying.addListener(done -> {
            lookSoon();
            if (done.isSuccess()) {
                trying.channel().close();
                state.reachable();
                wakeAll();
            }
        });
        return true;
    }

    private @Nullable Endpoint next() {
        Endpoint[] endpoints = upstream.current();
        for (int i = 0; i < endpoints.length; i++) {
            Endpoint candidate = endpoints[(turn++ & Integer.MAX_VALUE) % endpoints.length];
            if (!candidate.state().isCheckedDown()) {
                return candidate;
            }
        }
        return null;
    }
}
