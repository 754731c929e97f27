package dev.sluice.exchange;

import dev.sluice.http.Fields;
import dev.sluice.http.HopByHop;
import dev.sluice.http.KnownField;
import dev.sluice.http.Method;
import dev.sluice.http.ResponseHead;
import dev.sluice.policy.Answer;
import dev.sluice.route.Route;
import dev.sluice.route.Site;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * Source to client: how far the response has come, and the steps on its way out, which stand in {@link #begin}. On the worker's loop; calls
 * may end the exchange before they return.
 */
final class Reply {
    private static final int MAX_INTERIMS = 32;

    /** How far the response has come. */
    private enum Progress {
        AWAITED,
        STARTED,
        WHOLE
    }

    private final Exchange exchange;
    private final ExchangeServices services;
    private final ClientStream client;
    private final ExchangeRecord record;
    private Progress progress = Progress.AWAITED;
    private int interims;
    private long bytes;

    Reply(Exchange exchange, ExchangeServices services, ClientStream client, ExchangeRecord record) {
        this.exchange = exchange;
        this.services = services;
        this.client = client;
        this.record = record;
    }

    boolean isAwaited() {
        return progress == Progress.AWAITED;
    }

    boolean isStarted() {
        return progress == Progress.STARTED;
    }

    boolean isWhole() {
        return progress == Progress.WHOLE;
    }

    /** The source has said all that it will. */
    void ended() {
        progress = Progress.WHOLE;
    }

    /** Bytes of the body, or of a tunnel, that have gone out. */
    long bytes() {
        return bytes;
    }

    /** So many more go out. */
    void count(int more) {
        bytes += more;
    }

    // ---- what a backend says

    /** Passes an interim response on (RFC 9110 §15.2). */
    void interim(ResponseHead interim) {
        if (++interims > MAX_INTERIMS) {
            exchange.fail(Failure.BACKEND_PROTOCOL, "more than " + MAX_INTERIMS + " interim responses");
            return;
        }
        HopByHop.removeFrom(interim.fields(), false);
        client.writeInterim(interim);
    }

    /** The backend has begun to answer: nothing goes anywhere else any more. */
    void answered() {
        record.respondedNanos = services.worker().now();
        record.recovered(); // from what went wrong at endpoints before this one
        exchange.upload.forget();
        exchange.silence.broken();
    }

    /** The way out: a backend's response becomes what the client gets. A 101 counts as a start, too. */
    void begin(ResponseHead received, Backend from) {
        Fields fields = received.fields();
        HopByHop.removeFrom(fields, received.status() == 101);
        from.answered(fields);
        exchange.plan.matched().responseEdits().applyTo(fields);
        complete(received);
        start(received);
    }

    /** A piece of the response's body. */
    void body(ByteBuf data) {
        bytes += data.readableBytes();
        client.writeBody(data);
    }

    /** Bytes have been written to the client, perhaps as many as it takes. */
    void flushIfFull() {
        if (!client.writable()) {
            client.flush();
            exchange.applyReadingRule();
        }
    }

    /** All that was read from the source has been passed on. */
    void flush() {
        if (isStarted()) {
            client.flush();
            exchange.applyReadingRule();
        }
    }

    /** The response has ended. */
    void end(@Nullable Fields trailers) {
        progress = Progress.WHOLE;
        client.writeEnd(trailers);
        if (exchange.isOver()) {
            return;
        }
        client.flush();
        if (!exchange.isOver()) { // else the flush has found out that the client is gone
            exchange.end();
            client.finished();
        }
    }

    // ---- what Sluice says

    /** Answers with a failure, which ends the exchange. */
    void answer(Failure why, @Nullable String how) {
        record.failed(why, how);
        if (why.is(Failure.Trait.ENDS_CONNECTION)) {
            client.lastResponse();
        }
        HostNote note = exchange.plan.understood() ? services.notes().noCertificate(record.host()) : null;
        ResponseHead head = services.answers().take();
        byte[] body = OwnAnswer.failure(head, exchange.head, why, record.requestId(), note);
        new FixedAnswer(this, head, body).start();
    }

    /** Answers a request that has waited in vain, with what went wrong last. */
    void answerHeld() {
        Failure why = record.failure();
        answer(why == null ? Failure.NO_ENDPOINT : why, record.detail());
    }

    /** Gives the answer of a check. */
    void answer(Answer decision) {
        ResponseHead head = services.answers().take();
        switch (decision) {
            case Answer.Redirect redirect -> new FixedAnswer(this, head, OwnAnswer.redirect(head, redirect)).start();
            case Answer.Respond respond -> new FixedAnswer(this, head, OwnAnswer.fixed(head, respond)).start();
            case Answer.Refusal refusal -> {
                services.answers().give(head);
                answer(Failure.of(refusal), null);
            }
        }
    }

    /** Sends an answer that lies ready, and takes its head back. */
    void whole(ResponseHead head, byte[] body) {
        Route route = exchange.plan.route();
        if (route != null && record.failure() == null) {
            route.responseEdits().applyTo(head.fields());
        }
        complete(head);
        client.discardRequest();
        if (!exchange.isOver()) {
            start(head);
        }
        services.answers().give(head);
        if (exchange.isOver()) {
            return;
        }
        if (exchange.head.method() != Method.HEAD && body.length > 0) {
            body(Unpooled.wrappedBuffer(body));
        }
        end(null);
    }

    /** What every response gets. */
    private void complete(ResponseHead out) {
        Fields fields = out.fields();
        if (fields.find(KnownField.DATE) < 0) {
            fields.add(KnownField.DATE, services.date());
        }
        int id = exchange.head.fields().find(KnownField.X_REQUEST_ID);
        if (id >= 0 && fields.find(KnownField.X_REQUEST_ID) < 0) {
            fields.add(exchange.head.fields(), id);
        }
        Site site = exchange.plan.site();
        if (site != null) {
            site.policy().applyTo(fields, exchange.head, client.facts());
        }
    }

    private void start(ResponseHead out) {
        record.status = out.status();
        progress = Progress.STARTED;
        client.writeHead(out);
    }
}
