package dev.sluice.exchange;

import dev.sluice.http.ClientFacts;
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
import dev.sluice.policy.HashSource;
import dev.sluice.policy.StickyCookie;
import dev.sluice.policy.TargetRewrite;
import dev.sluice.route.Route;
import dev.sluice.route.Site;
import dev.sluice.route.Snapshot;
import dev.sluice.upstream.Choice;
import dev.sluice.upstream.Endpoint;
import dev.sluice.upstream.Upstream;
import dev.sluice.worker.Deadline;
import dev.sluice.worker.Worker;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One request and its response, from the head's arrival to the log line. {@link #begin} lists the steps.
 *
 * <p>Longer than other files on purpose: everything that can happen to an exchange stands in this one place. On the worker's loop
 * only; both streams call it and are called by it, so every call into a stream may end the exchange before it returns.
 */
@SuppressWarnings("ReferenceEquality") // streams and sites are compared by identity: is it still the same one?
public final class Exchange implements ExchangeSummary, Upstream.Waiter {
    private static final byte[] UPGRADE = ascii("upgrade");
    private static final byte[] H2C = ascii("h2c");
    private static final byte[] WEBSOCKET = ascii("websocket");
    private static final byte[] CONTINUE = ascii("100-continue");

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
    private final long startedNanos;
    private final Deadline timer = new Deadline() {
        @Override
        protected void expired() {
            timeUp();
        }
    };

    private RequestProgress request;
    private ResponseProgress response = ResponseProgress.AWAITED;
    private @Nullable Site site;
    private @Nullable Route route;
    private @Nullable Choice choice;
    private @Nullable Endpoint endpoint;
    private BackendConnector.@Nullable Pending pending;
    private @Nullable BackendStream backend;
    private @Nullable Failure failure;
    private @Nullable String detail;
    private @Nullable Tunnel tunnel;
    private boolean understood;
    private boolean upgradeAsked;
    private boolean endpointCounted;
    private boolean newConnectionOnly;
    private boolean bodyPassed;
    private boolean holding;
    private boolean over;
    private int status;
    private int attempts;
    private int interims;
    private long bytesIn;
    private long bytesOut;
    private long respondedNanos;
    private long endedNanos;
    private long holdUntil;
    private long lastByteNanos;

    /**
     * Makes the exchange of a request whose head has come; the client's stream calls {@link #begin} then.
     *
     * @param services what exchanges of this worker use
     * @param client the client's end
     * @param head the request's head, which the exchange changes in place into what the backend gets
     */
    public Exchange(ExchangeServices services, ClientStream client, RequestHead head) {
        this.services = services;
        this.worker = services.worker();
        this.client = client;
        this.head = head;
        this.target = client.scratch().target();
        this.snapshot = services.current().get();
        this.startedNanos = worker.now();
        this.request = head.contentLength() == RequestHead.NO_BODY || head.contentLength() == 0
                ? RequestProgress.WHOLE
                : RequestProgress.ARRIVING;
    }

    // ---- the request's path

    /** Takes the request through all steps up to the backend. May end the exchange before it returns. */
    public void begin() {
        identify();
        Failure refusal = understand();
        if (refusal == null) {
            refusal = findRoute();
        }
        Site here = site;
        Answer answer = refusal == null && here != null
                ? Checks.first(here.policy(), route == null ? null : route.policy(), head, target, facts())
                : null;
        if (refusal != null) {
            answer(refusal, detail);
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

    private @Nullable Failure understand() {
        if (head.method() == Method.CONNECT || head.method() == Method.TRACE) {
            return Failure.METHOD_REFUSED;
        }
        RequestTarget.Problem problem = target.parse(head, facts().secure());
        if (problem != null) {
            detail = problem.sentence();
            return Failure.BAD_REQUEST;
        }
        understood = true;
        int expect = head.fields().find(KnownField.EXPECT);
        if (expect >= 0 && !head.fields().valueEqualsLower(expect, CONTINUE)) {
            return Failure.EXPECTATION_FAILED;
        }
        return null;
    }

    private @Nullable Failure findRoute() {
        Site found = snapshot.site(target);
        if (found == null) {
            return Failure.NO_SUCH_SITE;
        }
        if (misdirected(found)) {
            return Failure.MISDIRECTED;
        }
        site = found;
        route = snapshot.route(found, target);
        return null;
    }

    /** Whether TLS was set up for another site, so that this one must not be served here (RFC 9110 §7.4). */
    private boolean misdirected(Site found) {
        ClientFacts.TlsFacts tls = facts().tls();
        String serverName = tls == null ? null : tls.serverName();
        if (serverName != null && !serverName.equals(target.hostText()) && snapshot.site(serverName) != found) {
            return true;
        }
        // a plain request that is about to be sent to HTTPS needs no certificate for that
        boolean redirected = found.config().redirectHttp() && !ForwardingHeaders.secure(head, facts());
        return !redirected && snapshot.misdirected(found, facts());
    }

    private void forward(Route to) {
        Fields fields = head.fields();
        Choice made = new Choice();
        choice = made;
        balanceBy(to, made);
        upgradeAsked = upgradeAsked(fields);
        HopByHop.removeFrom(fields, upgradeAsked);
        ForwardingHeaders.apply(head, target, client.scratch().forwarding());
        target.toOriginForm(head);
        TargetRewrite rewrite = to.rewrite();
        if (rewrite != null) {
            rewrite.applyTo(head, target);
        }
        to.requestEdits().applyTo(fields);
        if (head.minorVersion() == 0) {
            fields.remove(KnownField.EXPECT); // RFC 9110 §10.1.1: such a client does not wait for a 100
        }
        attempt();
    }

    private void balanceBy(Route to, Choice made) {
        HashSource hash = to.hash();
        if (hash != null) {
            made.hash(hash.hash(head, facts()));
        }
        StickyCookie sticky = to.sticky();
        if (sticky != null) {
            made.stickyId(sticky.read(head.fields()));
        }
    }

    private boolean upgradeAsked(Fields fields) {
        int upgrade = fields.find(KnownField.UPGRADE);
        return upgrade >= 0
                && head.minorVersion() == 1
                && head.contentLength() != RequestHead.UNTIL_END // its end and the tunnel's start could be mistaken
                && HopByHop.connectionHas(fields, UPGRADE)
                && !HopByHop.listHas(fields, upgrade, H2C)
                && fields.find(KnownField.UPGRADE, upgrade + 1) < 0;
    }

    private void attempt() {
        // nobody can take bytes until a stream is there
        client.reading(false);
        Upstream upstream = upstream();
        Endpoint picked = upstream.pick(worker, choice());
        if (picked == null) {
            hold(upstream.resolved() ? Failure.NO_ENDPOINT : Failure.NAME_UNRESOLVED, upstream.whyUnavailable());
            return;
        }
        endpoint = picked;
        attempts++;
        picked.state().started(worker);
        endpointCounted = true;
        lastByteNanos = worker.now();
        pending = services.connector().connect(picked, matched().timers().connect(), this);
    }

    /** Whether a kept connection is not to be used: one has just failed. */
    public boolean wantsNewConnection() {
        return newConnectionOnly;
    }

    /** The backend's stream is there; the request goes out. */
    public void backendReady(BackendStream stream) {
        if (over) {
            stream.release();
            return;
        }
        pending = null;
        backend = stream;
        Endpoint to = endpoint;
        if (to == null) {
            throw new IllegalStateException("no endpoint was asked");
        }
        matched().host().applyTo(head.fields(), to.hostField());
        stream.writeHead(head);
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
        bytesIn += length;
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
        if (most >= 0 && bytesIn > most && tunnel == null) {
            data.release();
            fail(Failure.BODY_TOO_LARGE, "after " + bytesIn + " bytes");
            return;
        }
        bodyPassed = true;
        if (tunnel != null) {
            tunnel.fromClient(data);
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
            to.writeEnd(trailers);
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
        if (!understood) {
            identify();
        }
        if (request == RequestProgress.ARRIVING || !understood) {
            fail(why, how);
        }
    }

    /** The client's stream is gone; it is not to be called any more. */
    public void clientGone(Failure why, String how) {
        if (over) {
            return;
        }
        if (tunnel == null || response != ResponseProgress.WHOLE) {
            note(why, how);
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
        respondedNanos = now;
        lastByteNanos = now;
        // what went wrong at endpoints before this one is over and done with
        failure = null;
        detail = null;
        boolean upgraded = received.status() == 101;
        int upgradedTo = upgraded ? received.fields().find(KnownField.UPGRADE) : 0;
        if (upgraded && (!upgradeAsked || upgradedTo < 0)) {
            fail(Failure.BACKEND_PROTOCOL, "101 to a request that asked for no upgrade");
            return;
        }
        if (upgraded) {
            tunnel = new Tunnel(HopByHop.listHas(received.fields(), upgradedTo, WEBSOCKET));
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
    }

    private void editResponse(ResponseHead received, boolean upgraded) {
        Fields fields = received.fields();
        HopByHop.removeFrom(fields, upgraded);
        Endpoint from = endpoint;
        if (from != null) {
            from.state().succeeded();
            stick(fields, from.state().id());
        }
        matched().responseEdits().applyTo(fields);
        completeResponse(received);
    }

    private void stick(Fields fields, long endpointId) {
        StickyCookie sticky = matched().sticky();
        if (sticky != null && choice().stickyId() != endpointId) {
            sticky.write(fields, endpointId, ForwardingHeaders.secure(head, facts()));
        }
    }

    /** A piece of the response's body, or of a tunnel. The exchange owns it. */
    public void responseBody(ByteBuf data) {
        if (over) {
            data.release();
            return;
        }
        bytesOut += data.readableBytes();
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
        client.writeEnd(trailers);
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

    /** No connection could be made, or the backend's stream has ended too early; it is not to be called any more. */
    public void backendFailed(Failure why, String how) {
        if (over) {
            return;
        }
        pending = null;
        backend = null;
        if (why.fault() == Failure.Fault.BACKEND && why != Failure.REUSED_RESET && endpoint != null) {
            endpoint.state().failed(worker.now());
        }
        if (response == ResponseProgress.AWAITED) {
            recover(why, how);
        } else if (tunnel != null) {
            note(why, how);
            end();
            client.abort();
        } else {
            fail(why, how);
        }
    }

    // ---- recovery

    private void recover(Failure why, String how) {
        note(why, how);
        releaseEndpoint();
        Choice made = choice();
        if (endpoint != null && why != Failure.REUSED_RESET) {
            made.tried(endpoint.state());
        }
        newConnectionOnly = why == Failure.REUSED_RESET;
        boolean replayable = head.method().idempotent() && !bodyPassed;
        boolean others = upstream().hasUntried(made);
        switch (Recovery.after(why, attempts, matched().retry(), replayable, others)) {
            case RETRY -> attempt();
            case HOLD -> hold(why, how);
            case ANSWER -> answer(why, how);
        }
    }

    private void hold(Failure why, @Nullable String how) {
        note(why, how);
        long now = worker.now();
        if (holdUntil == 0) {
            holdUntil = now + Math.max(matched().timers().hold(), choice().leastHoldNanos());
        }
        if (holdUntil - now <= 0) {
            answer(why, how);
            return;
        }
        holding = true;
        worker.deadlines().set(timer, now, holdUntil - now);
        client.reading(false);
        upstream().hold(worker, this);
    }

    @Override
    public void endpointMayBeBack() {
        if (over || !holding) {
            return;
        }
        holding = false;
        worker.deadlines().cancel(timer);
        choice().forgetTried();
        attempt();
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
        if (holding) {
            upstream().stopWaiting(worker, this);
            holding = false;
            Failure why = failure;
            answer(why == null ? Failure.NO_ENDPOINT : why, detail);
            return;
        }
        boolean clientSlow = waitsForClient();
        long limit = tunnel != null ? matched().timers().tunnel() : clientSlow ? clientNanos() : phaseNanos();
        long left = limit - (now - lastByteNanos);
        if (limit == 0 || left > 0) {
            long again = limit == 0 ? clientNanos() : left;
            if (again > 0) {
                worker.deadlines().set(timer, now, again);
            }
            return;
        }
        silence(clientSlow);
    }

    private void silence(boolean clientSlow) {
        if (clientSlow) {
            fail(Failure.CLIENT_IDLE, "after " + bytesIn + " bytes in and " + bytesOut + " bytes out");
        } else if (response != ResponseProgress.AWAITED || tunnel != null) {
            fail(Failure.BACKEND_IDLE, "after " + bytesOut + " bytes");
        } else {
            BackendStream slow = backend;
            backend = null;
            if (slow != null) {
                slow.release();
            }
            backendFailed(Failure.RESPONSE_TIMEOUT, "no answer within the route's response timeout");
        }
    }

    private long clientNanos() {
        Route here = route;
        return here == null
                ? snapshot.limits().idle()
                : shorter(snapshot.limits().idle(), here.timers().idle());
    }

    private long phaseNanos() {
        Route here = route;
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

    private void answer(Failure why, @Nullable String how) {
        note(why, how);
        if (why == Failure.BAD_REQUEST) {
            // where one party sees nonsense another may see two requests
            client.lastResponse();
        }
        ResponseHead answer = newAnswer();
        answer(answer, OwnAnswer.failure(answer, head, why, requestId()));
    }

    private void answer(Answer decision) {
        ResponseHead answer = newAnswer();
        switch (decision) {
            case Answer.Redirect redirect -> answer(answer, OwnAnswer.redirect(answer, redirect));
            case Answer.Respond respond -> answer(answer, OwnAnswer.fixed(answer, respond));
            case Answer.Refusal refusal -> answer(refusal(refusal), null);
        }
    }

    private static Failure refusal(Answer.Refusal refusal) {
        return switch (refusal) {
            case MISSING_HOST -> Failure.BAD_REQUEST;
            case FORBIDDEN -> Failure.FORBIDDEN;
            case BODY_TOO_LARGE -> Failure.BODY_TOO_LARGE;
        };
    }

    private ResponseHead newAnswer() {
        ResponseHead answer = client.scratch().answer();
        answer.clear();
        return answer;
    }

    private void answer(ResponseHead answer, byte[] body) {
        Route here = route;
        if (here != null && failure == null) {
            here.responseEdits().applyTo(answer.fields());
        }
        completeResponse(answer);
        client.discardRequest();
        if (over) {
            return;
        }
        boolean bodiless = head.method() == Method.HEAD || body.length == 0;
        start(answer);
        if (!bodiless) {
            bytesOut += body.length;
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
        status = out.status();
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
            note(why, how);
            end();
            client.abort();
        }
    }

    private void note(Failure why, @Nullable String how) {
        failure = why;
        detail = how;
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
        endedNanos = worker.now();
        worker.deadlines().cancel(timer);
        if (holding) {
            holding = false;
            upstream().stopWaiting(worker, this);
        }
        BackendConnector.Pending asked = pending;
        if (asked != null) {
            pending = null;
            asked.cancel();
        }
        BackendStream stream = backend;
        if (stream != null) {
            backend = null;
            stream.release();
        }
        releaseEndpoint();
        if (tunnel != null) {
            services.observer().tunnel(false);
        }
        services.observer().ended(this);
    }

    private void releaseEndpoint() {
        if (endpointCounted && endpoint != null) {
            endpointCounted = false;
            endpoint.state().ended(worker);
        }
    }

    /** The process stops: a WebSocket is told so (RFC 6455 §7.4.1: 1012), any other tunnel goes on until it is cut. */
    public void drainTunnel() {
        Tunnel open = tunnel;
        if (open != null && !over) {
            open.drain(client);
        }
    }

    // ---- the summary

    @Override
    public ClientFacts client() {
        return facts();
    }

    @Override
    public RequestHead request() {
        return head;
    }

    @Override
    public String host() {
        return understood ? target.hostText() : "";
    }

    @Override
    public @Nullable Route route() {
        return route;
    }

    @Override
    public @Nullable Endpoint endpoint() {
        return endpoint;
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public int attempts() {
        return attempts;
    }

    @Override
    public long bytesIn() {
        return bytesIn;
    }

    @Override
    public long bytesOut() {
        return bytesOut;
    }

    @Override
    public long startedNanos() {
        return startedNanos;
    }

    @Override
    public long respondedNanos() {
        return respondedNanos;
    }

    @Override
    public long endedNanos() {
        return endedNanos;
    }

    @Override
    public @Nullable Failure failure() {
        return failure;
    }

    @Override
    public @Nullable String detail() {
        return detail;
    }

    @Override
    public boolean tunnelled() {
        return tunnel != null;
    }

    @Override
    public String requestId() {
        int index = RequestIds.findValid(head.fields());
        return index < 0 ? "" : head.fields().value(index);
    }

    private Route matched() {
        return java.util.Objects.requireNonNull(route);
    }

    private Upstream upstream() {
        return java.util.Objects.requireNonNull(matched().upstream());
    }

    private Choice choice() {
        return java.util.Objects.requireNonNull(choice);
    }

    private ClientFacts facts() {
        return client.scratch().facts();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
