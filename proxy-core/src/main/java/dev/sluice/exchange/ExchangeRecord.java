package dev.sluice.exchange;

import dev.sluice.http.ClientFacts;
import dev.sluice.http.RequestHead;
import dev.sluice.http.RequestIds;
import dev.sluice.http.RequestTarget;
import dev.sluice.route.Route;
import dev.sluice.upstream.Endpoint;
import org.jspecify.annotations.Nullable;

/** What is remembered of an exchange: it is written as it goes, and read by log and metrics when it has ended. On the worker's loop only. */
final class ExchangeRecord implements ExchangeSummary {
    private final ClientFacts client;
    private final RequestHead head;
    private final RequestTarget target;
    private final long startedNanos;

    int status;
    long respondedNanos;
    boolean tunnelled;
    private boolean understood;
    private @Nullable Route route;
    private @Nullable Endpoint endpoint;
    private int attempts;
    private long bytesIn;
    private long bytesOut;
    private long endedNanos;
    private @Nullable Failure failure;
    private @Nullable String detail;

    ExchangeRecord(ClientFacts client, RequestHead head, RequestTarget target, long startedNanos) {
        this.client = client;
        this.head = head;
        this.target = target;
        this.startedNanos = startedNanos;
    }

    /** Notes what goes wrong; the last that does counts. */
    void failed(Failure why, @Nullable String how) {
        failure = why;
        detail = how;
    }

    /** What has gone wrong so far is over and done with. */
    void recovered() {
        failure = null;
        detail = null;
    }

    /** An endpoint is asked, the so many-th time that one is. */
    void asked(Endpoint which, int attempt) {
        endpoint = which;
        attempts = attempt;
    }

    /** Where the request was sent, as far as it came. */
    void planned(Plan plan) {
        understood = plan.understood();
        route = plan.route();
    }

    /** It is over, with so many bytes of the bodies passed on. */
    void ended(long now, long in, long out) {
        endedNanos = now;
        bytesIn = in;
        bytesOut = out;
    }

    @Override
    public ClientFacts client() {
        return client;
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
        return tunnelled;
    }

    @Override
    public String requestId() {
        int index = RequestIds.findValid(head.fields());
        return index < 0 ? "" : head.fields().value(index);
    }
}
