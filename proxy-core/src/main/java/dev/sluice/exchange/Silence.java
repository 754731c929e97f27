package dev.sluice.exchange;

import dev.sluice.route.Route;
import dev.sluice.worker.Deadline;
import dev.sluice.worker.Worker;
import org.jspecify.annotations.Nullable;

/**
 * How long nothing may move: which limit runs, since when, and whose fault it is. Zero means no limit. On the worker's loop.
 */
final class Silence extends Deadline {
    private final Exchange exchange;
    private final Worker worker;
    private final long clientIdle;
    private long since;

    /** {@code clientIdle} is how long clients of any route may be silent, in nanoseconds. */
    Silence(Exchange exchange, Worker worker, long clientIdle) {
        this.exchange = exchange;
        this.worker = worker;
        this.clientIdle = clientIdle;
    }

    /** Something has moved. */
    void broken() {
        since = worker.now();
    }

    /** Nobody can move anything until there is a source. */
    void stop() {
        worker.deadlines().cancel(this);
        since = worker.now();
    }

    /** The exchange is called after so many nanoseconds in any case. */
    void wakeIn(long nanos) {
        worker.deadlines().set(this, worker.now(), nanos);
    }

    /** Looks out, by the limits of what the exchange is doing now. */
    void watch() {
        long limit = exchange.tunnels()
                ? exchange.plan.matched().timers().tunnel()
                : shorter(client(exchange.plan.route()), source(exchange.plan.route()));
        if (limit > 0) {
            wakeIn(limit);
        } else {
            worker.deadlines().cancel(this);
        }
    }

    @Override
    protected void expired() {
        Source source = exchange.source();
        if (exchange.isOver()) {
            return;
        }
        if (source != null && source.stopWaiting()) {
            exchange.reply.answerHeld();
        } else {
            look(source);
        }
    }

    /** Either time is up, for the client or for the source, or there is another look later. */
    private void look(@Nullable Source source) {
        long now = worker.now();
        Route route = exchange.plan.route();
        boolean clientSlow = !exchange.tunnels() && exchange.upload.waitsForClient();
        long limit = exchange.tunnels()
                ? exchange.plan.matched().timers().tunnel()
                : clientSlow ? client(route) : source(route);
        long left = limit - (now - since);
        if (limit > 0 && left <= 0) {
            end(source, clientSlow);
            return;
        }
        long again = limit == 0 ? shorter(client(route), source(route)) : left;
        if (again > 0) {
            worker.deadlines().set(this, now, again);
        }
    }

    private void end(@Nullable Source source, boolean clientSlow) {
        long in = exchange.upload.bytes();
        long out = exchange.reply.bytes();
        if (clientSlow) {
            exchange.fail(Failure.CLIENT_IDLE, "after " + in + " bytes in and " + out + " bytes out");
        } else if (source != null && exchange.reply.isAwaited()) {
            source.silent();
        } else {
            exchange.fail(Failure.BACKEND_IDLE, "after " + out + " bytes");
        }
    }

    private long client(@Nullable Route route) {
        return route == null ? clientIdle : shorter(clientIdle, route.timers().idle());
    }

    private long source(@Nullable Route route) {
        if (route == null) {
            return 0;
        }
        return exchange.reply.isAwaited()
                ? route.timers().response()
                : route.timers().idle();
    }

    private static long shorter(long a, long b) {
        return a == 0 ? b : b == 0 ? a : Math.min(a, b);
    }
}
