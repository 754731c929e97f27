package dev.sluice.exchange;

import dev.sluice.http.ClientFacts;
import dev.sluice.http.Fields;
import dev.sluice.http.HopByHop;
import dev.sluice.http.KnownField;
import dev.sluice.http.RequestHead;
import dev.sluice.http.ResponseHead;
import dev.sluice.route.Route;
import dev.sluice.upstream.Endpoint;
import dev.sluice.worker.ClientConnection;
import dev.sluice.worker.Worker;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A backend as the source of a response: {@link EndpointAttempts} find one; then the request goes to its stream, and what the stream says goes to
 * {@link Reply}. On the worker's loop only; every call may end the exchange before it returns.
 */
final class Backend implements Source, BackendListener {
    private static final byte[] WEBSOCKET = "websocket".getBytes(StandardCharsets.US_ASCII);

    private enum State {
        /** There is no stream yet, or the last one has failed. */
        SEARCHING,
        /** There is a stream; it has no final response yet. */
        SENDING,
        /** The final response has begun. */
        ANSWERING,
        /** Nothing more is wanted. */
        GONE
    }

    private final Exchange exchange;
    private final Worker worker;
    private final Plan plan;
    private final Route route;
    private final EndpointAttempts attempts;

    private State state = State.SEARCHING;
    private @Nullable BackendStream stream;

    Backend(Exchange exchange, ExchangeServices services, Plan plan, ExchangeRecord record) {
        this.exchange = exchange;
        this.worker = services.worker();
        this.plan = plan;
        this.route = plan.matched();
        this.attempts = new EndpointAttempts(exchange, this, services, route, record);
    }

    /** Takes from the request what balancing goes by, before its fields are changed. */
    void balanceBy(RequestHead head, ClientFacts facts) {
        attempts.balanceBy(head, facts);
    }

    // ---- finding one

    @Override
    public void start() {
        attempts.start();
    }

    @Override
    public boolean stopWaiting() {
        return attempts.stopHolding();
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
    public void backendIsSlow() {
        if (state != State.GONE) {
            attempts.lookAgain();
        }
    }

    @Override
    public void backendFailed(Failure why, String how) {
        if (state != State.GONE) {
            attempts.blame(why, how);
            backendFailedAsForOthers(why, how);
        }
    }

    @Override
    public void backendFailedAsForOthers(Failure why, String how) {
        stream = null;
        switch (state) {
            case SEARCHING, SENDING -> {
                state = State.SEARCHING;
                attempts.recover(why, how);
            }
            case ANSWERING -> exchange.fail(why, how);
            case GONE -> {}
        }
    }

    // ---- what those who make connections ask

    @Override
    public ClientConnection client() {
        return exchange.client.connection();
    }

    @Override
    public boolean wantsNewConnection() {
        return attempts.newConnectionOnly();
    }

    @Override
    public boolean wantsHttp1() {
        // few backends take upgrades over HTTP/2 (RFC 8441), and most that negotiate it take them over HTTP/1.1
        return plan.upgrades() || plan.authenticatesConnection() || attempts.http1Only();
    }

    @Override
    public boolean authenticatesConnection() {
        return plan.authenticatesConnection();
    }

    // ---- the request

    @Override
    public void backendReady(BackendStream ready) {
        Endpoint to = attempts.connected();
        if (to == null) {
            ready.release();
            return;
        }
        state = State.SENDING;
        stream = ready;
        RequestHead head = exchange.head;
        plan.address(head, to.hostField());
        ready.writeHead(head);
        Upload upload = exchange.upload;
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
            exchange.silence.broken();
            exchange.reply.interim(interim);
        }
    }

    @Override
    public void responseHead(ResponseHead received) {
        if (state == State.GONE) {
            return;
        }
        state = State.ANSWERING;
        boolean upgraded = received.status() == 101;
        int upgradedTo = upgraded ? received.fields().find(KnownField.UPGRADE) : 0;
        exchange.reply.answered();
        String objection = upgraded && (!plan.upgrades() || upgradedTo < 0)
                ? "101 to a request that asked for no upgrade"
                : exchange.client.objection(received);
        if (objection != null) {
            exchange.fail(Failure.BACKEND_PROTOCOL, objection);
        } else if (upgraded) {
            boolean webSocket = HopByHop.listHas(received.fields(), upgradedTo, WEBSOCKET);
            tunnel(new Tunnel(exchange, this, webSocket), received);
        } else {
            exchange.reply.begin(received, this);
            exchange.sourceReady();
        }
    }

    /** The endpoint's own part in what becomes of its answer. */
    void answered(Fields response) {
        attempts.answered(response);
    }

    @Override
    public void responseBody(ByteBuf data) {
        if (state == State.GONE) {
            data.release();
            return;
        }
        exchange.silence.broken();
        exchange.reply.body(data);
        exchange.reply.flushIfFull();
    }

    @Override
    public void responseEnd(@Nullable Fields trailers) {
        if (state != State.GONE) {
            exchange.reply.end(route.responseEdits().trailers(trailers));
        }
    }

    @Override
    public void backendReadComplete() {
        if (state != State.GONE) {
            exchange.reply.flush();
        }
    }

    @Override
    public void backendWritable() {
        if (state != State.GONE) {
            exchange.silence.broken();
            exchange.applyReadingRule();
        }
        flush(); // what had waited here: no more may come for long
    }

    private void tunnel(Tunnel tunnel, ResponseHead received) {
        BackendStream open = stream;
        if (open != null) {
            open.listener(tunnel);
        }
        exchange.becomes(tunnel);
        exchange.reply.begin(received, this);
        exchange.client.flush();
        exchange.sourceReady();
        flush(); // the client's first bytes may have come before the 101
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
        state = State.GONE;
        BackendStream open = stream;
        if (open != null) {
            stream = null;
            open.release();
        }
        attempts.end();
    }
}
