package dev.sluice.exchange;

import dev.sluice.http.ClientFacts;
import dev.sluice.http.ConnectionAuth;
import dev.sluice.http.Fields;
import dev.sluice.http.ForwardingHeaders;
import dev.sluice.http.HopByHop;
import dev.sluice.http.KnownField;
import dev.sluice.http.Method;
import dev.sluice.http.RequestHead;
import dev.sluice.http.RequestIds;
import dev.sluice.http.RequestTarget;
import dev.sluice.http.ResponseHead;
import dev.sluice.policy.Answer;
import dev.sluice.policy.Checks;
import dev.sluice.policy.TargetRewrite;
import dev.sluice.route.Route;
import dev.sluice.route.Site;
import dev.sluice.route.Snapshot;
import dev.sluice.upstream.Endpoint;
import dev.sluice.worker.ClientConnection;
import dev.sluice.worker.Deadline;
import dev.sluice.worker.Worker;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One request and its response, from the head's arrival to the log line. {@link #begin} lists the steps.
 *
 * <p>Longer than other files on purpose: everything that can happen to an exchange stands in this one place. On the worker's loop
 * only; both streams call it and are called by it, so every call into a stream may end the exchange before it returns.
 */
@SuppressWarnings("ReferenceEquality") // streams and sites are compared by identity: is it still the same one?
public final class Exchange {
    private static final byte[] WEBSOCKET = "websocket".getBytes(StandardCharsets.US_ASCII);
    private static final int MOST_INTERIMS = 32;

    /** How far the request has come. */
    private enum RequestProgress {
        ARRIVING,
        WHOLE
    }

    /** How far the response has come. */
    private enum ResponseProgress {
        AWAITED,
        STARTED,
        WHOLE
    }

    private final ExchangeServices services;
    private final Worker worker;
    private final ClientStream client;
    private final RequestHead head;
    private final RequestTarget target;
    private final Snapshot snapshot;
    private final ExchangeRecord record;
    private final Deadline timer = new Deadline() {
        @Override
        protected void expired() {
            timeUp();
        }
    };

    private RequestProgress request;
    private ResponseProgress response = ResponseProgress.AWAITED;
    private @Nullable Site site;
    private @Nullable Forwarding forwarding;
    private @Nullable BackendStream backend;
    private @Nullable Tunnel tunnel;
    private boolean upgradeAsked;
    private boolean authenticatesConnection;
    private boolean bodyPassed;
    private @Nullable PassedBody passed;
    private boolean over;
    private int interims;
    private long lastByteNanos;

    /**
     * Makes the exchange of a request whose head has come; the client's stream calls {@link #begin} then.
     *
     * @param services what exchanges of this worker use
     * @param client the client's end
     * @param scratch holds the request's head, which the exchange changes in place into what the backend gets
     */
    public Exchange(ExchangeServices services, ClientStream client, ExchangeScratch scratch) {
        this.services = services;
        this.worker = services.worker();
        this.client = client;
        this.head = scratch.head();
        this.target = scratch.target();
        this.snapshot = services.current().get();
        this.record = new ExchangeRecord(facts(), head, target, worker.now());
        this.request = head.contentLength() == RequestHead.NO_BODY || head.contentLength() == 0
                ? RequestProgress.WHOLE
                : RequestProgress.ARRIVING;
    }

    // ---- the request's path

    /** Takes the request through all steps up to the backend. May end the exchange before it returns. */
    public void begin() {
        identify();
        Failure refusal = Admission.understand(head, target, record);
        if (refusal == null) {
            refusal = findRoute();
        }
        Site here = site;
        Route route = record.route;
        Answer answer = refusal == null && here != null
                ? Checks.first(here.policy(), route == null ? null : route.policy(), head, target, facts())
                : null;
        if (refusal != null) {
            answer(refusal, record.detail());
        } else if (answer != null) {
            answer(answer);
        } else if (route == null) {
            answer(Failure.NO_SUCH_ROUTE, null);
        } else {
            forward(route);
        }
    }

    private void identify() {
        if (RequestIds.findValid(head.fields()) < 0) {
            RequestIds.set(head.fields(), services.newRequestId());
        }
    }

    private @Nullable Failure findRoute() {
        Site found = snapshot.site(target);
        if (found == null) {
            return Failure.NO_SUCH_SITE;
        }
        if (Admission.misdirected(found, head, target, facts(), snapshot)) {
            return Failure.MISDIRECTED;
        }
        site = found;
        Route route = snapshot.route(found, target);
        if (snapshot.ambiguous(found, target, route)) {
            record.failed(Failure.BAD_REQUEST, Snapshot.AMBIGUITY);
            return Failure.BAD_REQUEST;
        }
        record.route = route;
        return null;
    }

    private void forward(Route to) {
        Fields fields = head.fields();
        if (!to.loopMark().putOn(head, target)) {
            answer(Failure.LOOP_DETECTED, null);
            return;
        }
        Forwarding way = new Forwarding(this, services, record, to);
        forwarding = way;
        way.balanceBy(head, facts());
        upgradeAsked = Admission.upgradeAsked(head);
        HopByHop.removeFrom(fields, upgradeAsked);
        ForwardingHeaders.apply(head, target, client.forwarding());
        target.toOriginForm(head);
        TargetRewrite rewrite = to.rewrite();
        if (rewrite != null) {
            rewrite.applyTo(head, target);
        }
        to.requestEdits().applyTo(fields);
        authenticatesConnection = ConnectionAuth.isTriedBy(fields);
        if (head.minorVersion() == 0) {
            fields.remove(KnownField.EXPECT); // RFC 9110 §10.1.1: such a client does not wait for a 100
        }
        client.recount();
        way.attempt();
    }

    /** Whether a kept connection is not to be used: one has just failed. */
    public boolean wantsNewConnection() {
        return forwarding().newConnectionOnly();
    }

    /** The client's connection, which is charged for what the exchange holds. */
    public ClientConnection connection() {
        return client.connection();
    }

    /** Whether the exchange has become a tunnel. */
    public boolean tunnels() {
        return tunnel != null;
    }

    /** Whether the request authenticates the connection that it is sent on, which nobody else may use then. */
    public boolean authenticatesConnection() {
        return authenticatesConnection;
    }

    /** Whether a backend that speaks both is to be asked over HTTP/1.1. */
    public boolean wantsHttp1() {
        // few backends take upgrades over HTTP/2 (RFC 8441), and most that negotiate it take them over HTTP/1.1
        return upgradeAsked || authenticatesConnection || forwarding().http1Only();
    }

    /** Nobody can take bytes until a stream is there. */
    void awaitBackend() {
        worker.deadlines().cancel(timer);
        client.reading(false);
        lastByteNanos = worker.now();
    }

    /** The request is held for this long at most, in nanoseconds. */
    void wakeIn(long nanos) {
        worker.deadlines().set(timer, worker.now(), nanos);
    }

    /** The backend's stream is there; the request goes out. */
    public void backendReady(BackendStream stream) {
        if (over) {
            stream.release();
            return;
        }
        forwarding().settled();
        backend = stream;
        Endpoint to = record.endpoint;
        if (to == null) {
            throw new IllegalStateException("no endpoint was asked");
        }
        matched().host().applyTo(head.fields(), to.hostField());
        stream.writeHead(head);
        PassedBody kept = passed;
        if (kept != null) {
            kept.writeTo(stream);
        } else if (stream.mayRefuse() && request != RequestProgress.WHOLE) {
            passed = new PassedBody(worker, client.connection());
        }
        if (request == RequestProgress.WHOLE) {
            stream.writeEnd(null);
        }
        lastByteNanos = worker.now();
        setTimer();
        applyReadingRule();
        if (backend == stream) {
            stream.flush();
        }
    }

    // ---- from the client

    /** A piece of the request's body, or of a tunnel. The exchange owns it. */
    public void requestBody(ByteBuf data) {
        int length = data.readableBytes();
        record.bytesIn += length;
        lastByteNanos = worker.now();
        BackendStream to = backend;
        if (over || to == null) {
            data.release();
            fail(Failure.INTERNAL, "body bytes came while no backend could take them");
            return;
        }
        if (length == 0) {
            data.release();
            return;
        }
        long most = matched().maxBody();
        if (most >= 0 && record.bytesIn > most && tunnel == null) {
            data.release();
            fail(Failure.BODY_TOO_LARGE, "after " + record.bytesIn + " bytes");
            return;
        }
        bodyPassed = true;
        PassedBody kept = passed;
        if (tunnel != null) {
            tunnel.fromClient(data);
        } else if (kept != null) {
            kept.add(data);
        }
        to.writeBody(data);
        if (tunnel != null && tunnel.closed()) {
            to.flush();
            if (!over) {
                end();
                client.finished();
            }
            return;
        }
        if (!to.writable()) {
            to.flush();
            applyReadingRule();
        }
    }

    /** The request (or the client's direction of a tunnel) has ended. */
    public void requestEnd(@Nullable Fields trailers) {
        request = RequestProgress.WHOLE;
        BackendStream to = backend;
        if (over || to == null) {
            return;
        }
        if (tunnel != null) {
            to.shutdownOutput();
            endTunnelWhenBothHaveEnded();
        } else {
            to.writeEnd(matched().requestEdits().trailers(trailers));
            to.flush();
            applyReadingRule();
        }
    }

    /** All that was read from the client has been passed on. */
    public void clientReadComplete() {
        BackendStream to = backend;
        if (to != null && request == RequestProgress.ARRIVING) {
            to.flush();
            applyReadingRule();
        }
    }

    /** The client can take bytes again, or cannot any more. */
    public void clientWritable() {
        if (!over) {
            lastByteNanos = worker.now();
            applyReadingRule();
        }
        if (!over && response == ResponseProgress.STARTED) {
            client.flush(); // what had waited here: no more may come for long
        }
    }

    /** The request's head or body breaks the protocol. */
    public void requestRefused(Failure why, String how) {
        if (over) {
            return;
        }
        if (!record.understood) {
            identify();
        }
        if (request == RequestProgress.ARRIVING || !record.understood) {
            fail(why, how);
        }
    }

    /** The client's stream is gone; it is not to be called any more. */
    public void clientGone(Failure why, String how) {
        if (over) {
            return;
        }
        if (tunnel == null || response != ResponseProgress.WHOLE) {
            record.failed(why, how);
        }
        end();
    }

    // ---- from the backend

    /** An interim response (RFC 9110 §15.2). */
    public void responseInterim(ResponseHead interim) {
        if (over) {
            return;
        }
        lastByteNanos = worker.now();
        if (++interims > MOST_INTERIMS) {
            fail(Failure.BACKEND_PROTOCOL, "more than " + MOST_INTERIMS + " interim responses");
            return;
        }
        HopByHop.removeFrom(interim.fields(), false);
        client.writeInterim(interim);
    }

    /** The final response's head, or 101. */
    public void responseHead(ResponseHead received) {
        if (over) {
            return;
        }
        long now = worker.now();
        record.respondedNanos = now;
        forgetBody();
        lastByteNanos = now;
        record.recovered(); // from what went wrong at endpoints before this one
        boolean upgraded = received.status() == 101;
        int upgradedTo = upgraded ? received.fields().find(KnownField.UPGRADE) : 0;
        if (upgraded && (!upgradeAsked || upgradedTo < 0)) {
            fail(Failure.BACKEND_PROTOCOL, "101 to a request that asked for no upgrade");
            return;
        }
        String objection = client.objection(received);
        if (objection != null) {
            fail(Failure.BACKEND_PROTOCOL, objection);
            return;
        }
        if (upgraded) {
            tunnel = new Tunnel(HopByHop.listHas(received.fields(), upgradedTo, WEBSOCKET));
            record.tunnelled = true;
            services.observer().tunnel(true);
            request = RequestProgress.ARRIVING;
        }
        editResponse(received, upgraded);
        start(received);
        if (upgraded) {
            client.flush();
        }
        setTimer();
        applyReadingRule();
        BackendStream to = backend;
        if (upgraded && to != null) {
            to.flush(); // the client's first bytes may have come before the 101
        }
    }

    private void editResponse(ResponseHead received, boolean upgraded) {
        Fields fields = received.fields();
        HopByHop.removeFrom(fields, upgraded);
        forwarding().answered(head, fields);
        matched().responseEdits().applyTo(fields);
        completeResponse(received);
    }

    /** A piece of the response's body, or of a tunnel. The exchange owns it. */
    public void responseBody(ByteBuf data) {
        if (over) {
            data.release();
            return;
        }
        record.bytesOut += data.readableBytes();
        lastByteNanos = worker.now();
        if (tunnel == null) {
            client.writeBody(data);
        } else {
            tunnel.toClient(data, client);
        }
        if (!client.writable()) {
            client.flush();
            applyReadingRule();
        }
    }

    /** The response (or the backend's direction of a tunnel) has ended. */
    public void responseEnd(@Nullable Fields trailers) {
        if (over) {
            return;
        }
        response = ResponseProgress.WHOLE;
        if (tunnel != null) {
            client.shutdownOutput();
            endTunnelWhenBothHaveEnded();
            return;
        }
        client.writeEnd(matched().responseEdits().trailers(trailers));
        finish();
    }

    /** All that was read from the backend has been passed on. */
    public void backendReadComplete() {
        if (!over && response == ResponseProgress.STARTED) {
            client.flush();
            applyReadingRule();
        }
    }

    /** The backend can take bytes again, or cannot any more. */
    public void backendWritable() {
        if (!over) {
            lastByteNanos = worker.now();
            applyReadingRule();
        }
        BackendStream to = backend;
        if (to != null) {
            to.flush(); // what had waited here: no more may come for long
        }
    }

    /** The connection that was asked for is not there yet. */
    public void backendIsSlow() {
        if (!over) {
            forwarding().lookAgain();
        }
    }

    /** No connection could be made, or the backend's stream has ended too early; it is not to be called any more. */
    public void backendFailed(Failure why, String how) {
        if (!over) {
            forwarding().blame(why, how);
            backendFailedAsForOthers(why, how);
        }
    }

    /** The same where the endpoint has been blamed for it already: others have waited for the same connection. */
    public void backendFailedAsForOthers(Failure why, String how) {
        if (over) {
            return;
        }
        Forwarding way = forwarding();
        way.settled();
        backend = null;
        if (response == ResponseProgress.AWAITED) {
            way.recover(why, how, replayable(why));
        } else {
            fail(why, how);
        }
    }

    private boolean replayable(Failure why) {
        PassedBody kept = passed;
        return why.retry() == Failure.Retry.IF_UNPROCESSED
                ? !bodyPassed || (kept != null && kept.whole())
                : head.method().idempotent() && !bodyPassed;
    }

    private void forgetBody() {
        PassedBody kept = passed;
        if (kept != null) {
            passed = null;
            kept.release();
        }
    }

    // ---- time

    private void setTimer() {
        long limit = shorter(clientNanos(), phaseNanos());
        if (tunnel != null) {
            limit = matched().timers().tunnel();
        }
        if (limit > 0) {
            worker.deadlines().set(timer, worker.now(), limit);
        } else {
            worker.deadlines().cancel(timer);
        }
    }

    private void timeUp() {
        if (over) {
            return;
        }
        long now = worker.now();
        Forwarding way = forwarding;
        if (way != null && way.stopHolding()) {
            Failure why = record.failure();
            answer(why == null ? Failure.NO_ENDPOINT : why, record.detail());
            return;
        }
        boolean clientSlow = waitsForClient();
        long limit = tunnel != null ? matched().timers().tunnel() : clientSlow ? clientNanos() : phaseNanos();
        long left = limit - (now - lastByteNanos);
        if (limit == 0 || left > 0) {
            long again = limit == 0 ? shorter(clientNanos(), phaseNanos()) : left;
            if (again > 0) {
                worker.deadlines().set(timer, now, again);
            }
            return;
        }
        silence(clientSlow);
    }

    private void silence(boolean clientSlow) {
        if (clientSlow) {
            fail(Failure.CLIENT_IDLE, "after " + record.bytesIn + " bytes in and " + record.bytesOut + " bytes out");
        } else if (response != ResponseProgress.AWAITED || tunnel != null) {
            fail(Failure.BACKEND_IDLE, "after " + record.bytesOut + " bytes");
        } else {
            BackendStream slow = backend;
            backend = null;
            boolean begun = slow != null && slow.answering();
            if (slow != null) {
                slow.release();
            }
            backendFailed(
                    begun ? Failure.BACKEND_IDLE : Failure.RESPONSE_TIMEOUT,
                    "no answer within the route's response timeout");
        }
    }

    private long clientNanos() {
        Route here = record.route;
        return here == null
                ? snapshot.limits().idle()
                : shorter(snapshot.limits().idle(), here.timers().idle());
    }

    private long phaseNanos() {
        Route here = record.route;
        if (here == null) {
            return 0;
        }
        return response == ResponseProgress.AWAITED
                ? here.timers().response()
                : here.timers().idle();
    }

    private static long shorter(long a, long b) {
        return a == 0 ? b : b == 0 ? a : Math.min(a, b);
    }

    /** Whether the exchange waits for the client to send or to take bytes. */
    public boolean waitsForClient() {
        if (tunnel != null || over) {
            return false;
        }
        BackendStream to = backend;
        return !client.writable()
                || (response == ResponseProgress.AWAITED
                        && request == RequestProgress.ARRIVING
                        && to != null
                        && to.writable());
    }

    // ---- the reading rule

    /** Decides for both directions whether bytes are wanted: only where the other side can take them. */
    private void applyReadingRule() {
        BackendStream to = backend;
        if (over || to == null) {
            return;
        }
        client.reading(request == RequestProgress.ARRIVING && to.writable());
        if (!over && backend == to) {
            to.reading(client.writable());
        }
    }

    // ---- answers and ends

    void answer(Failure why, @Nullable String how) {
        record.failed(why, how);
        if (why == Failure.BAD_REQUEST) {
            // where one party sees nonsense another may see two requests
            client.lastResponse();
        }
        ResponseHead answer = services.answers().take();
        HostNote note = record.understood ? services.notes().noCertificate(target.hostText()) : null;
        answer(answer, OwnAnswer.failure(answer, head, why, record.requestId(), note));
    }

    private void answer(Answer decision) {
        ResponseHead answer = services.answers().take();
        switch (decision) {
            case Answer.Redirect redirect -> answer(answer, OwnAnswer.redirect(answer, redirect));
            case Answer.Respond respond -> answer(answer, OwnAnswer.fixed(answer, respond));
            case Answer.Refusal refusal -> {
                services.answers().give(answer);
                answer(refusal(refusal), null);
            }
        }
    }

    private static Failure refusal(Answer.Refusal refusal) {
        return switch (refusal) {
            case MISSING_HOST -> Failure.BAD_REQUEST;
            case FORBIDDEN -> Failure.FORBIDDEN;
            case BODY_TOO_LARGE -> Failure.BODY_TOO_LARGE;
        };
    }

    private void answer(ResponseHead answer, byte[] body) {
        Route here = record.route;
        if (here != null && record.failure() == null) {
            here.responseEdits().applyTo(answer.fields());
        }
        completeResponse(answer);
        client.discardRequest();
        if (over) {
            services.answers().give(answer);
            return;
        }
        boolean bodiless = head.method() == Method.HEAD || body.length == 0;
        start(answer);
        services.answers().give(answer);
        if (!bodiless) {
            record.bytesOut += body.length;
            client.writeBody(Unpooled.wrappedBuffer(body));
        }
        response = ResponseProgress.WHOLE;
        client.writeEnd(null);
        finish();
    }

    private void completeResponse(ResponseHead out) {
        Fields fields = out.fields();
        if (fields.find(KnownField.DATE) < 0) {
            fields.add(KnownField.DATE, services.date());
        }
        int id = head.fields().find(KnownField.X_REQUEST_ID);
        if (id >= 0 && fields.find(KnownField.X_REQUEST_ID) < 0) {
            fields.add(head.fields(), id);
        }
        Site here = site;
        if (here != null) {
            here.policy().applyTo(fields, head, facts());
        }
    }

    private void start(ResponseHead out) {
        record.status = out.status();
        response = ResponseProgress.STARTED;
        client.writeHead(out);
    }

    /** Ends the exchange for a cause of ours: answered where nothing has been said, else broken off visibly. */
    private void fail(Failure why, @Nullable String how) {
        if (over) {
            return;
        }
        if (response == ResponseProgress.AWAITED) {
            answer(why, how);
        } else {
            record.failed(why, how);
            end();
            client.abort();
        }
    }

    private void finish() {
        if (over) {
            return;
        }
        client.flush();
        if (over) {
            return; // the flush has found out that the client is gone
        }
        end();
        client.finished();
    }

    private void endTunnelWhenBothHaveEnded() {
        if (!over && request == RequestProgress.WHOLE && response == ResponseProgress.WHOLE) {
            end();
            client.finished();
        }
    }

    private void end() {
        if (over) {
            return;
        }
        over = true;
        record.endedNanos = worker.now();
        forgetBody();
        worker.deadlines().cancel(timer);
        BackendStream stream = backend;
        if (stream != null) {
            backend = null;
            stream.release();
        }
        Forwarding way = forwarding;
        if (way != null) {
            way.end();
        }
        if (tunnel != null) {
            services.observer().tunnel(false);
        }
        services.observer().ended(record);
    }

    /** The process stops: a WebSocket is told so (RFC 6455 §7.4.1: 1012), any other tunnel goes on until it is cut. */
    public void drainTunnel() {
        Tunnel open = tunnel;
        if (open != null && !over) {
            open.drain(client);
        }
    }

    /** Body (or tunnel) bytes that have moved so far, both ways together. */
    public long bytesMoved() {
        return record.bytesIn + record.bytesOut;
    }

    private Route matched() {
        return Objects.requireNonNull(record.route);
    }

    private Forwarding forwarding() {
        return Objects.requireNonNull(forwarding);
    }

    private ClientFacts facts() {
        return client.facts();
    }
}
