package dev.sluice.exchange;

import dev.sluice.http.ClientFacts;
import dev.sluice.http.RequestHead;
import dev.sluice.http.RequestIds;
import dev.sluice.http.RequestTarget;
import dev.sluice.route.Route;
import dev.sluice.upstream.Endpoint;
import org.jspecify.annotations.Nullable;

/** What is remembered of an exchange: it writes as it goes, log and metrics read when it has ended. On the worker's loop only. */
final class ExchangeRecord implements ExchangeSummary {
    private final ClientFacts client;
    private final RequestHead head;
    private final RequestTarget target;
    private final long startedNanos;

    boolean understood;

    @Nullable
    Route route;

    @Nullable
    Endpoint endpoint;

    int status;
    int attempts;
    long bytesIn;
    long bytesOut;
    long respondedNanos;
    long endedNanos;
    boolean tunnelled;
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
