package dev.sluice.observe;

import static dev.sluice.observe.Values.ascii;

import dev.sluice.exchange.ExchangeSummary;
import dev.sluice.exchange.Failure;
import dev.sluice.http.ClientFacts.TlsFacts;
import dev.sluice.http.KnownField;
import dev.sluice.http.RequestHead;
import dev.sluice.route.Route;
import dev.sluice.upstream.Endpoint;

/**
 * The access log for people:
 *
 * <pre>
 * 2026-11-22T03:54:18.123Z 203.0.113.7 api.example.com "GET /v1?q=1 HTTP/1.1" 200 in=0 out=512 ms=12.345 head=11.900
 * site=api.example.com route=/ to="api:8080 (172.18.0.5)" tries=1 id=4f2c tls=TLSv1.3 referer="-" agent="curl/8.5"
 * </pre>
 *
 * in one line; {@code -} stands for what is not there. What went wrong follows at the end as {@code ended-by=client why="…"}.
 */
final class TextLine {
    private static final byte[] IN = ascii(" in=");
    private static final byte[] OUT = ascii(" out=");
    private static final byte[] MS = ascii(" ms=");
    private static final byte[] HEAD = ascii(" head=");
    private static final byte[] SITE = ascii(" site=");
    private static final byte[] ROUTE = ascii(" route=");
    private static final byte[] TO = ascii(" to=\"");
    private static final byte[] NOT_TO = ascii(" to=-");
    private static final byte[] TRIES = ascii(" tries=");
    private static final byte[] ID = ascii(" id=");
    private static final byte[] TLS = ascii(" tls=");
    private static final byte[] REFERER = ascii(" referer=\"");
    private static final byte[] AGENT = ascii(" agent=\"");
    private static final byte[] TUNNEL = ascii(" tunnel=yes");
    private static final byte[] ENDED_BY = ascii(" ended-by=");
    private static final byte[] WHY = ascii(" why=\"");

    private final Line line;
    private final Values values;

    TextLine(Line line) {
        this.line = line;
        this.values = new Values(line, Escape.WORD, Escape.QUOTED);
    }

    /** Writes the whole line, line feed included. */
    void write(ExchangeSummary summary, long epochMillis) {
        line.addTime(epochMillis);
        line.put(' ');
        values.client(summary.client().address());
        line.put(' ');
        wordOrDash(summary.host());
        request(summary.request());
        numbers(summary);
        route(summary);
        line.add(ID);
        wordOrDash(summary.requestId());
        tls(summary);
        fields(summary);
        end(summary);
        line.put('\n');
    }

    private void request(RequestHead head) {
        line.put(' ');
        line.put('"');
        if (head.receivedTargetEnd() > head.receivedTargetStart()) {
            values.method(head);
            line.put(' ');
            values.target(head);
            line.put(' ');
            values.protocol(head);
        } else {
            line.put('-');
        }
        line.put('"');
    }

    private void numbers(ExchangeSummary summary) {
        line.put(' ');
        line.number(summary.status());
        line.add(IN);
        line.number(summary.bytesIn());
        line.add(OUT);
        line.number(summary.bytesOut());
        line.add(MS);
        line.addMillis(summary.endedNanos() - summary.startedNanos());
        line.add(HEAD);
        if (summary.respondedNanos() == 0) {
            line.put('-');
        } else {
            line.addMillis(summary.respondedNanos() - summary.startedNanos());
        }
    }

    private void route(ExchangeSummary summary) {
        Route route = summary.route();
        line.add(SITE);
        wordOrDash(route == null ? "" : route.siteName());
        line.add(ROUTE);
        if (route == null) {
            line.put('-');
        } else {
            values.route(route.label());
        }
        Endpoint endpoint = summary.endpoint();
        if (endpoint == null) {
            line.add(NOT_TO);
        } else {
            line.add(TO);
            values.endpoint(endpoint);
            line.put('"');
        }
        line.add(TRIES);
        line.number(summary.attempts());
    }

    private void tls(ExchangeSummary summary) {
        TlsFacts tls = summary.client().tls();
        line.add(TLS);
        wordOrDash(tls == null ? "" : tls.protocol());
    }

    private void fields(ExchangeSummary summary) {
        int referer = Values.find(summary, KnownField.REFERER);
        line.add(REFERER);
        if (referer < 0) {
            line.put('-');
        } else {
            values.referer(summary.request().fields(), referer);
        }
        int agent = Values.find(summary, KnownField.USER_AGENT);
        line.put('"');
        line.add(AGENT);
        if (agent < 0) {
            line.put('-');
        } else {
            values.userAgent(summary.request().fields(), agent);
        }
        line.put('"');
    }

    private void end(ExchangeSummary summary) {
        if (summary.tunnelled()) {
            line.add(TUNNEL);
        }
        Failure failure = summary.failure();
        if (failure != null) {
            line.add(ENDED_BY);
            values.fault(failure);
            line.add(WHY);
            values.reason(summary, failure);
            line.put('"');
        }
    }

    private void wordOrDash(String word) {
        if (word.isEmpty()) {
            line.put('-');
        } else {
            values.name(word);
        }
    }
}
