package dev.sluice.exchange;

import dev.sluice.http.ClientFacts;
import dev.sluice.http.Fields;
import dev.sluice.http.ForwardingHeaders;
import dev.sluice.http.RequestHead;
import dev.sluice.policy.HashSource;
import dev.sluice.policy.StickyCookie;
import dev.sluice.route.Route;
import dev.sluice.upstream.Choice;
import dev.sluice.upstream.Endpoint;
import dev.sluice.upstream.PrivateConnections;
import dev.sluice.upstream.Upstream;
import dev.sluice.worker.Worker;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An exchange's way to an endpoint: one is picked and asked for a stream; where that fails another is tried, or the request is held
 * until one is back. On the worker's loop only; every call may end the exchange before it returns.
 */
final class Forwarding implements Upstream.Waiter {
    private final Exchange exchange;
    private final ExchangeServices services;
    private final Worker worker;
    private final ExchangeRecord record;
    private final Route route;
    private final Upstream upstream;
    private final Choice choice = new Choice();

    private BackendConnector.@Nullable Pending pending;
    private boolean counted;
    private boolean newConnectionOnly;
    private boolean http1Only;
    private boolean holding;
    private long holdUntil;

    Forwarding(Exchange exchange, ExchangeServices services, ExchangeRecord record, Route route) {
        this.exchange = exchange;
        this.services = services;
        this.worker = services.worker();
        this.record = record;
        this.route = route;
        this.upstream = Objects.requireNonNull(route.upstream());
    }

    /** Takes from the request what balancing goes by, before its fields are changed. */
    void balanceBy(RequestHead head, ClientFacts facts) {
        HashSource hash = route.hash();
        if (hash != null) {
            choice.hash(hash.hash(head, facts));
        }
        StickyCookie sticky = route.sticky();
        if (sticky != null) {
            choice.stickyId(sticky.read(head.fields()));
        }
    }

    /** Asks an endpoint for a stream: {@link Exchange#backendReady} or {@link Exchange#backendFailed} follows, perhaps at once. */
    void attempt() {
        exchange.awaitBackend();
        choice.own(PrivateConnections.of(exchange.connection()));
        Endpoint picked = upstream.pick(worker, choice);
        if (picked == null) {
            holdForAny();
            return;
        }
        record.endpoint = picked;
        record.attempts++;
        picked.state().started(worker);
        counted = true;
        pending = services.connector().connect(picked, route.timers().connect(), exchange);
    }

    private void holdForAny() {
        String refusal = upstream.refusal();
        if (refusal != null) {
            hold(Failure.CONNECT_REFUSED, refusal);
        } else {
            hold(upstream.resolved() ? Failure.NO_ENDPOINT : Failure.NAME_UNRESOLVED, upstream.whyUnavailable());
        }
    }

    /** Whether a kept connection is not to be used: one has just failed. */
    boolean newConnectionOnly() {
        return newConnectionOnly;
    }

    /** Whether a backend has refused the request because it came over HTTP/2. */
    boolean http1Only() {
        return http1Only;
    }

    /** The stream that was asked for is there, or will never be. */
    void settled() {
        pending = null;
    }

    /** Notes at the endpoint that it has failed, where it has. */
    void blame(Failure why, String how) {
        Endpoint asked = record.endpoint;
        if (why.fault() == Failure.Fault.BACKEND && !why.harmless() && asked != null) {
            asked.state().failed(worker.now());
            if (why.retry() == Failure.Retry.IF_UNSENT) {
                asked.state().refuses(how);
            }
        }
    }

    /** Goes on after a failed attempt, while nothing has reached the client. */
    void recover(Failure why, String how, boolean replayable) {
        record.failed(why, how);
        releaseEndpoint();
        if (why.fault() == Failure.Fault.BACKEND) {
            lookAgain();
        }
        Endpoint asked = record.endpoint;
        if (asked != null && !why.harmless()) {
            choice.tried(asked.state());
        }
        newConnectionOnly = why == Failure.REUSED_RESET;
        http1Only |= why == Failure.HTTP_1_1_REQUIRED;
        switch (Recovery.after(why, record.attempts, route.retry(), replayable, upstream.hasUntried(choice))) {
            case RETRY -> attempt();
            case HOLD -> hold(why, how);
            case ANSWER -> exchange.answer(why, how);
        }
    }

    /** Has the upstream ask whether its names have other addresses by now. */
    void lookAgain() {
        upstream.lookAgain(worker.now());
    }

    private void hold(Failure why, @Nullable String how) {
        record.failed(why, how);
        long now = worker.now();
        if (holdUntil == 0) {
            holdUntil = now + Math.max(route.timers().hold(), choice.leastHoldNanos());
        }
        if (holdUntil - now <= 0) {
            exchange.answer(why, how);
            return;
        }
        holding = true;
        exchange.wakeIn(holdUntil - now);
        upstream.hold(worker, this);
    }

    @Override
    public void endpointMayBeBack() {
        if (holding) {
            holding = false;
            choice.forgetTried();
            attempt();
        }
    }

    /** Ends the wait for an endpoint. Returns whether there was one. */
    boolean stopHolding() {
        boolean held = holding;
        if (held) {
            holding = false;
            upstream.stopWaiting(worker, this);
        }
        return held;
    }

    /** The endpoint has answered: it counts as well, and the client is told to come back to it where the route wants that. */
    void answered(RequestHead request, Fields response) {
        Endpoint from = record.endpoint;
        if (from == null) {
            return;
        }
        from.state().succeeded();
        StickyCookie sticky = route.sticky();
        long id = from.state().id();
        if (sticky != null && choice.stickyId() != id) {
            sticky.write(response, id, ForwardingHeaders.secure(request, record.client()));
        }
    }

    /** Nothing more is wanted. */
    void end() {
        stopHolding();
        BackendConnector.Pending asked = pending;
        if (asked != null) {
            pending = null;
            asked.cancel();
        }
        releaseEndpoint();
    }

    private void releaseEndpoint() {
        Endpoint asked = record.endpoint;
        if (counted && asked != null) {
            counted = false;
            asked.state().ended(worker);
        }
    }
}
