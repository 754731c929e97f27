package dev.sluice.exchange;

import dev.sluice.http.RequestHead;
import dev.sluice.http.RequestIds;
import dev.sluice.http.RequestTarget;
import dev.sluice.policy.Answer;
import dev.sluice.route.Snapshot;
import dev.sluice.worker.Worker;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One request and its response, from the head's arrival to the log line.
 *
 * <ol>
 *   <li>The client's stream makes it when a head has come, and calls {@link #begin}.
 *   <li>{@link #advance} takes the request through its steps to a {@link Source}, as {@link Plan} says.
 *   <li>{@link Upload} passes the body on to the source; {@link Reply} takes what the source says through its steps to the client.
 *   <li>{@link #applyReadingRule} says which side is read; {@link Silence} ends what does not move.
 *   <li>After a 101, a {@link Tunnel} is called instead.
 *   <li>{@link #end} is the end, once.
 * </ol>
 *
 * <p>On the worker's loop only. Both streams call it and are called by it, so every call into a stream may end the exchange before it
 * returns.
 */
public final class Exchange {
    /** Where the request is on its path; each step names the next. */
    private enum Step {
        /** Which site and route. */
        FIND,
        /** Whether a check answers. */
        ADMIT,
        /** The head becomes what the backend gets. */
        PREPARE,
        /** The source is asked. */
        SEND,
        /** Somebody else goes on. */
        PAUSED,
        /** Everything has been said. */
        OVER
    }

    private final ExchangeServices services;
    private final Worker worker;
    final ClientStream client;
    final RequestHead head;
    private final RequestTarget target;
    private final Snapshot snapshot;
    private final ExchangeRecord record;
    final Plan plan = new Plan();
    final Upload upload;
    final Reply reply;
    final Silence silence;

    private Step step = Step.FIND;
    private @Nullable Source source;
    private @Nullable Tunnel tunnel;

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
        this.record = new ExchangeRecord(client.facts(), head, target, worker.now());
        this.upload = new Upload(this, client, head);
        this.reply = new Reply(this, services, client, record);
        this.silence = new Silence(this, worker, snapshot.limits().idle());
    }

    // ---- the request's path

    /** Takes the request through all steps up to the backend. May end the exchange before it returns. */
    public void begin() {
        advance();
    }

    /** The path of a request. A step names the next one; PAUSED leaves, and whoever was waited for goes on. */
    private void advance() {
        while (step != Step.PAUSED && step != Step.OVER) {
            Step next = switch (step) {
                case FIND -> find();
                case ADMIT -> admit();
                case PREPARE -> prepare();
                case SEND -> send();
                case PAUSED, OVER -> step;
            };
            if (step != Step.OVER) {
                step = next;
            }
        }
    }

    private Step find() {
        identify();
        Failure refusal = plan.find(snapshot, head, target, client.facts());
        record.planned(plan);
        return refusal == null ? Step.ADMIT : answered(refusal, plan.detail());
    }

    /** Gives the request an id unless it has one. */
    void identify() {
        if (RequestIds.findValid(head.fields()) < 0) {
            RequestIds.set(head.fields(), services.newRequestId());
        }
    }

    private Step admit() {
        Answer answer = plan.check(head, target, client.facts());
        if (answer != null) {
            reply.answer(answer);
            return Step.PAUSED;
        }
        return plan.route() == null ? answered(Failure.NO_SUCH_ROUTE, null) : Step.PREPARE;
    }

    private Step prepare() {
        Backend backend = new Backend(this, services, plan, record);
        backend.balanceBy(head, client.facts());
        Failure refusal = plan.prepare(head, target, client.forwarding());
        if (refusal != null) {
            return answered(refusal, null);
        }
        client.recount();
        source = backend;
        return Step.SEND;
    }

    private Step send() {
        Objects.requireNonNull(source).start();
        return Step.PAUSED;
    }

    // ---- from the source

    /** Nobody can take bytes until the source is there. */
    void awaitsSource() {
        silence.stop();
        client.reading(false);
    }

    /** The source takes bytes, or has begun to give some. */
    void sourceReady() {
        if (!isOver()) {
            silence.broken();
            silence.watch();
            applyReadingRule();
        }
    }

    /** The source has answered with a 101: from now on both streams call the tunnel. */
    void becomes(Tunnel fresh) {
        tunnel = fresh;
        record.tunnelled = true;
        services.observer().tunnel(true);
        upload.becomesTunnel();
        client.listener(fresh);
    }

    // ---- the reading rule

    /** Decides for both directions whether bytes are wanted: only if the other side can take them. */
    void applyReadingRule() {
        Source from = source;
        if (isOver() || from == null || !from.isOpen()) {
            return;
        }
        client.reading(upload.arriving() && from.writable());
        if (!isOver()) {
            from.reading(client.writable());
        }
    }

    // ---- answers and ends

    private Step answered(Failure why, @Nullable String how) {
        reply.answer(why, how);
        return Step.PAUSED;
    }

    /** Ends the exchange for a cause of ours: answered if nothing has been said, else broken off visibly. */
    void fail(Failure why, @Nullable String how) {
        if (isOver()) {
            return;
        }
        if (reply.isAwaited()) {
            reply.answer(why, how);
        } else {
            record.failed(why, how);
            end();
            client.abort();
        }
    }

    /** Ends the exchange because its client is gone. */
    void abandon(Failure why, String how) {
        if (!isOver()) {
            record.failed(why, how);
            end();
        }
    }

    /** Ends the exchange after everything that there was to say. */
    void endWell() {
        if (!isOver()) {
            end();
            client.finished();
        }
    }

    /** The end, once. The client's stream has to be told by the caller. */
    void end() {
        if (isOver()) {
            return;
        }
        step = Step.OVER;
        record.ended(worker.now(), upload.bytes(), reply.bytes());
        upload.forget();
        worker.deadlines().cancel(silence);
        if (source != null) {
            source.release();
        }
        if (tunnel != null) {
            services.observer().tunnel(false);
        }
        services.observer().ended(record);
    }

    boolean isOver() {
        return step == Step.OVER;
    }

    // ---- what its parts ask

    /** What the client's stream calls with what the client sends. */
    public ClientListener listener() {
        return upload;
    }

    @Nullable
    Source source() {
        return isOver() ? null : source;
    }

    /** Whether it has become a tunnel. */
    boolean tunnels() {
        return tunnel != null;
    }
}
