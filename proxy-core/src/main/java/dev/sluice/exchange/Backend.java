package dev.sluice.exchange;

import dev.sluice.http.ClientFacts;
import dev.sluice.http.Fields;
import dev.sluice.http.ForwardingHeaders;
import dev.sluice.http.HopByHop;
import dev.sluice.http.KnownField;
import dev.sluice.http.RequestHead;
import dev.sluice.http.ResponseHead;
import dev.sluice.policy.HashSource;
import dev.sluice.policy.StickyCookie;
import dev.sluice.route.Route;
import dev.sluice.upstream.Choice;
import dev.sluice.upstream.Endpoint;
import dev.sluice.upstream.PrivateConnections;
import dev.sluice.upstream.Upstream;
import dev.sluice.worker.ClientConnection;
import dev.sluice.worker.Worker;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The backend as the source of a response: picks an endpoint and asks it for a stream; if that fails, tries another, or holds the request
 * until one is back; accounts for the endpoint. On the worker's loop only; every call may end the exchange before it returns.
 */
final class Backend implements Source, BackendListener, Upstream.Waiter {
    private static final byte[] WEBSOCKET = "websocket".getBytes(StandardCharsets.US_ASCII);

    private enum State {
        /** Nobody has been asked yet, or the one who was has failed. */
        IDLE,
        /** An endpoint is asked for a stream. */
        CONNECTING,
        /** The request waits until an endpoint is back. */
        HOLDING,
        /** There is a stream; it has no final response yet. */
        SENDING,
        /** The final response has begun. */
        ANSWERING,
        /** Nothing more is wanted. */
        GONE;

        /** Whether the endpoint counts this request as one of its own. */
        boolean counts() {
            return this == CONNECTING || this == SENDING || this == ANSWERING;
        }
    }

    private final Exchange exchange;
    private final ExchangeServices services;
    private final Worker worker;
    private final Plan plan;
    private final ExchangeRecord record;
    private final Route route;
    private final Upstream upstream;
    private final Choice choice = new Choice();

    private State state = State.IDLE;
    private BackendConnector.@Nullable Pending pending;
    private @Nullable BackendStream stream;
    /** The one that is asked, or was asked last. */
    private @Nullable Endpoint endpoint;

    private int attempts;
    private boolean newConnectionOnly;
    private boolean http1Only;
    private long holdUntil;

    Backend(Exchange exchange, ExchangeServices services, Plan plan, ExchangeRecord record) {
        this.exchange = exchange;
        this.services = services;
        this.worker = services.worker();
        this.plan = plan;
        this.record = record;
        this.route = plan.matched();
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

    // ---- picking, holding, trying again

    /** Asks an endpoint for a stream: {@link #backendReady} or {@link #backendFailed} follows, perhaps at once. */
    @Override
    public void start() {
        exchange.awaitsSource();
        choice.own(PrivateConnections.of(client()));
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
                services.connector().connect(picked, route.timers().connect(), this);
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
            exchange.answer(why, how);
            return;
        }
        enter(State.HOLDING);
        exchange.wakeIn(holdUntil - now);
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

    @Override
    public boolean stopWaiting() {
        boolean held = state == State.HOLDING;
        if (held) {
            enter(State.IDLE);
            upstream.stopWaiting(worker, this);
        }
        return held;
    }

    /** Another may be asked as long as this one has not begun to answer. */
    @Override
    public void silent() {
        BackendStream slow = stream;
        stream = null;
        boolean begun = slow != null && slow.answering();
        if (slow != null) {
            slow.release();
        }
        backendFailed(
                begun ? Failure.BACKEND_IDLE : Failure.RESPONSE_TIMEOUT,
                "no answer within the route's response timeout");
    }

    @Override
    public void backendFailed(Failure why, String how) {
        if (state != State.GONE) {
            blame(why, how);
            backendFailedAsForOthers(why, how);
        }
    }

    @Override
    public void backendFailedAsForOthers(Failure why, String how) {
        if (state == State.GONE) {
            return;
        }
        pending = null;
        stream = null;
        if (state == State.ANSWERING) {
            exchange.fail(why, how);
            return;
        }
        enter(State.IDLE);
        recover(why, how);
    }

    private void blame(Failure why, String how) {
        Endpoint asked = endpoint;
        if (why.fault() == Failure.Fault.BACKEND && !why.harmless() && asked != null) {
            asked.state().failed(worker.now());
            if (why.retry() == Failure.Retry.IF_UNSENT) {
                asked.state().refuses(how);
            }
        }
    }

    /** Goes on after a failed attempt, while nothing has reached the client. */
    private void recover(Failure why, String how) {
        record.failed(why, how);
        if (why.fault() == Failure.Fault.BACKEND) {
            backendIsSlow();
        }
        Endpoint asked = endpoint;
        if (asked != null && !why.harmless()) {
            choice.tried(asked.state());
        }
        newConnectionOnly = why == Failure.REUSED_RESET;
        http1Only |= why == Failure.HTTP_1_1_REQUIRED;
        boolean again = exchange.replayable(why);
        switch (Recovery.after(why, attempts, route.retry(), again, upstream.hasUntried(choice))) {
            case RETRY -> start();
            case HOLD -> hold(why, how);
            case ANSWER -> exchange.answer(why, how);
        }
    }

    /** The upstream asks whether its names have other addresses by now. */
    @Override
    public void backendIsSlow() {
        if (state != State.GONE) {
            upstream.lookAgain(worker.now());
        }
    }

    // ---- what those who make connections ask

    @Override
    public ClientConnection client() {
        return exchange.client().connection();
    }

    @Override
    public boolean wantsNewConnection() {
        return newConnectionOnly;
    }

    @Override
    public boolean wantsHttp1() {
        // few backends take upgrades over HTTP/2 (RFC 8441), and most that negotiate it take them over HTTP/1.1
        return plan.upgrades() || plan.authenticatesConnection() || http1Only;
    }

    @Override
    public boolean authenticatesConnection() {
        return plan.authenticatesConnection();
    }

    // ---- the request

    @Override
    public void backendReady(BackendStream ready) {
        Endpoint asked = endpoint;
        if (state == State.GONE || asked == null) {
            ready.release();
            return;
        }
        enter(State.SENDING);
        pending = null;
        stream = ready;
        RequestHead head = exchange.head();
        plan.address(head, asked.hostField());
        ready.writeHead(head);
        Upload upload = exchange.upload();
        upload.repeat(ready);
        if (ready.mayRefuse()) {
            upload.keep(worker, client());
        }
        if (upload.isWhole()) {
            ready.writeEnd(null);
        }
        exchange.sourceReady();
        flushIf(ready);
    }

    @SuppressWarnings("ReferenceEquality") // is it still the same one?
    private void flushIf(BackendStream current) {
        if (stream == current) {
            current.flush();
        }
    }

    @Override
    public boolean isOpen() {
        return stream != null;
    }

    @Override
    public boolean writable() {
        BackendStream to = stream;
        return to != null && to.writable();
    }

    @Override
    public void write(ByteBuf data) {
        BackendStream to = stream;
        if (to == null) {
            data.release();
        } else {
            to.writeBody(data);
        }
    }

    @Override
    public void writeEnd(@Nullable Fields trailers) {
        BackendStream to = stream;
        if (to != null) {
            to.writeEnd(route.requestEdits().trailers(trailers));
        }
    }

    @Override
    public void flush() {
        BackendStream to = stream;
        if (to != null) {
            to.flush();
        }
    }

    @Override
    public void reading(boolean wanted) {
        BackendStream from = stream;
        if (from != null) {
            from.reading(wanted);
        }
    }

    // ---- the response

    @Override
    public void responseInterim(ResponseHead interim) {
        if (state != State.GONE) {
            exchange.moved();
            exchange.reply().interim(interim);
        }
    }

    @Override
    public void responseHead(ResponseHead received) {
        if (state == State.GONE) {
            return;
        }
        enter(State.ANSWERING);
        boolean upgraded = received.status() == 101;
        int upgradedTo = upgraded ? received.fields().find(KnownField.UPGRADE) : 0;
        exchange.sourceAnswers();
        String objection = upgraded && (!plan.upgrades() || upgradedTo < 0)
                ? "101 to a request that asked for no upgrade"
                : exchange.client().objection(received);
        if (objection != null) {
            exchange.fail(Failure.BACKEND_PROTOCOL, objection);
        } else if (upgraded) {
            boolean webSocket = HopByHop.listHas(received.fields(), upgradedTo, WEBSOCKET);
            exchange.becomeTunnel(new Tunnel(exchange, this, webSocket), received, this);
        } else {
            exchange.reply().begin(received, this);
            exchange.sourceReady();
        }
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
            ClientFacts facts = exchange.client().facts();
            sticky.write(response, id, ForwardingHeaders.secure(exchange.head(), facts));
        }
    }

    @Override
    public void responseBody(ByteBuf data) {
        if (state == State.GONE) {
            data.release();
            return;
        }
        exchange.moved();
        exchange.reply().body(data);
        exchange.clientHasBytes();
    }

    @Override
    public void responseEnd(@Nullable Fields trailers) {
        if (state != State.GONE) {
            exchange.reply().end(route.responseEdits().trailers(trailers));
        }
    }

    @Override
    public void backendReadComplete() {
        if (state != State.GONE) {
            exchange.sourceReadComplete();
        }
    }

    @Override
    public void backendWritable() {
        if (state != State.GONE) {
            exchange.moved();
            exchange.applyReadingRule();
        }
        flush(); // what had waited here: no more may come for long
    }

    /** The tunnel speaks with the stream from now on. */
    void handOver(Tunnel tunnel) {
        BackendStream open = stream;
        if (open != null) {
            open.listener(tunnel);
        }
    }

    /** In a tunnel: nothing more will be written; reading goes on. */
    void shutdownOutput() {
        BackendStream to = stream;
        if (to != null) {
            to.shutdownOutput();
        }
    }

    // ---- the end

    @Override
    public void release() {
        stopWaiting();
        enter(State.GONE);
        BackendStream open = stream;
        if (open != null) {
            stream = null;
            open.release();
        }
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
