package dev.sluice.exchange;

import dev.sluice.exchange.Failure.Trait;
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
 * An exchange's attempts at endpoints: picks one and asks it for a stream; if that fails, tries another, or holds the request until one is
 * back; accounts for the endpoint that is asked. On the worker's loop only; every call may end the exchange before it returns.
 */
final class EndpointAttempts implements Upstream.Waiter {
    private enum State {
        /** Nobody has been asked yet, or the one who was has failed. */
        IDLE,
        /** An endpoint was asked for a stream, which it has not given yet. */
        CONNECTING,
        /** It has given one, and counts this request as one of its own. */
        CONNECTED,
        /** The request waits until an endpoint is back. */
        HOLDING,
        /** Nothing more is wanted. */
        OVER;

        boolean counts() {
            return this == CONNECTING || this == CONNECTED;
        }
    }

    private final Exchange exchange;
    private final Backend backend;
    private final ExchangeServices services;
    private final Worker worker;
    private final ExchangeRecord record;
    private final Route route;
    private final Upstream upstream;
    private final Choice choice = new Choice();

    private State state = State.IDLE;
    private BackendConnector.@Nullable Pending pending;
    /** The one that is asked, or was asked last. */
    private @Nullable Endpoint endpoint;

    private int attempts;
    private boolean newConnectionOnly;
    private boolean http1Only;
    private long holdUntil;

    EndpointAttempts(
            Exchange exchange, Backend backend, ExchangeServices services, Route route, ExchangeRecord record) {
        this.exchange = exchange;
        this.backend = backend;
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

    /** Asks an endpoint for a stream: {@link Backend#backendReady} or {@link Backend#backendFailed} follows, perhaps at once. */
    void start() {
        exchange.awaitsSource();
        choice.own(PrivateConnections.of(backend.client()));
        Endpoint picked = upstream.pick(worker, choice);
        if (picked == null) {
            holdForAny();
            return;
        }
        endpoint = picked;
        enter(State.CONNECTING);
        int mine = ++attempts;
        record.asked(picked, mine);
        BackendConnector.Pending asked =
                services.connector().connect(picked, route.timers().connect(), backend);
        if (state == State.CONNECTING && attempts == mine) {
            pending = asked;
        }
    }

    private void holdForAny() {
        String refusal = upstream.refusal();
        if (refusal != null) {
            hold(Failure.CONNECT_REFUSED, refusal);
        } else {
            hold(upstream.resolved() ? Failure.NO_ENDPOINT : Failure.NAME_UNRESOLVED, upstream.whyUnavailable());
        }
    }

    private void hold(Failure why, @Nullable String how) {
        record.failed(why, how);
        long now = worker.now();
        if (holdUntil == 0) {
            holdUntil = now + Math.max(route.timers().hold(), choice.leastHoldNanos());
        }
        if (holdUntil - now <= 0) {
            exchange.reply.answer(why, how);
            return;
        }
        enter(State.HOLDING);
        exchange.silence.wakeIn(holdUntil - now);
        upstream.hold(worker, this);
    }

    @Override
    public void endpointMayBeBack() {
        if (state == State.HOLDING) {
            enter(State.IDLE);
            choice.forgetTried();
            start();
        }
    }

    /** Ends the wait for an endpoint. Returns whether there was one. */
    boolean stopHolding() {
        boolean held = state == State.HOLDING;
        if (held) {
            enter(State.IDLE);
            upstream.stopWaiting(worker, this);
        }
        return held;
    }

    /** There is a stream of this endpoint; null if none is wanted any more. */
    @Nullable
    Endpoint connected() {
        if (state == State.OVER) {
            return null;
        }
        enter(State.CONNECTED);
        pending = null;
        return endpoint;
    }

    /** Notes at the endpoint that it has failed, if it has. */
    void blame(Failure why, String how) {
        Endpoint asked = endpoint;
        if (why.fault() == Failure.Fault.BACKEND && !why.is(Trait.HARMLESS) && asked != null) {
            asked.state().failed(worker.now());
            if (why.retry() == Failure.Retry.IF_UNSENT) {
                asked.state().refuses(how);
            }
        }
    }

    /** Goes on after a failed attempt, while nothing has reached the client. */
    void recover(Failure why, String how) {
        pending = null;
        enter(State.IDLE);
        record.failed(why, how);
        if (why.fault() == Failure.Fault.BACKEND) {
            lookAgain();
        }
        Endpoint asked = endpoint;
        if (asked != null && !why.is(Trait.HARMLESS)) {
            choice.tried(asked.state());
        }
        newConnectionOnly = why.is(Trait.NEEDS_NEW_CONNECTION);
        http1Only |= why.is(Trait.NEEDS_HTTP_1);
        boolean replayable = exchange.upload.replayable(why, exchange.head.method());
        switch (Recovery.after(why, attempts, route.retry(), replayable, upstream.hasUntried(choice))) {
            case RETRY -> start();
            case HOLD -> hold(why, how);
            case ANSWER -> exchange.reply.answer(why, how);
        }
    }

    /** The upstream asks whether its names have other addresses by now. */
    void lookAgain() {
        upstream.lookAgain(worker.now());
    }

    /** The endpoint has answered: its failures are over, and the client hears whom to come back to if the route wants that. */
    void answered(Fields response) {
        Endpoint from = endpoint;
        if (from == null) {
            return;
        }
        from.state().succeeded();
        StickyCookie sticky = route.sticky();
        long id = from.state().id();
        if (sticky != null && choice.stickyId() != id) {
            ClientFacts facts = exchange.client.facts();
            sticky.write(response, id, ForwardingHeaders.secure(exchange.head, facts));
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

    /** Nothing more is wanted. */
    void end() {
        stopHolding();
        enter(State.OVER);
        BackendConnector.Pending asked = pending;
        if (asked != null) {
            pending = null;
            asked.cancel();
        }
    }

    private void enter(State next) {
        Endpoint asked = endpoint;
        boolean counted = state.counts();
        state = next;
        if (asked != null && counted != next.counts()) {
            if (counted) {
                asked.state().ended(worker);
            } else {
                asked.state().started(worker);
            }
        }
    }
}
