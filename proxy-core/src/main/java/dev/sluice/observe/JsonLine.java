package dev.sluice.observe;

import static dev.sluice.observe.Values.ascii;

import dev.sluice.exchange.ExchangeSummary;
import dev.sluice.exchange.Failure;
import dev.sluice.http.ClientFacts.TlsFacts;
import dev.sluice.http.Fields;
import dev.sluice.http.KnownField;
import dev.sluice.http.RequestHead;
import dev.sluice.route.Route;
import dev.sluice.upstream.Endpoint;

/**
 * The access log for machines: one JSON object (RFC 8259) in a line; a key whose value is not there is left out.
 * Not written by {@link dev.sluice.base.json.JsonWriter}: a line for each request goes into one array of bytes, in which heads stand as the bytes
 * that came, and allocates nothing.
 */
final class JsonLine {
    private static final byte[] TIME = ascii("{\"time\":\"");
    private static final byte[] CLIENT = ascii("\",\"client\":\"");
    private static final byte[] HOST = ascii("\",\"host\":\"");
    private static final byte[] METHOD = ascii("\",\"method\":\"");
    private static final byte[] TARGET = ascii("\",\"target\":\"");
    private static final byte[] PROTOCOL = ascii("\",\"protocol\":\"");
    private static final byte[] STATUS = ascii("\",\"status\":");
    private static final byte[] BYTES_IN = ascii(",\"bytes_in\":");
    private static final byte[] BYTES_OUT = ascii(",\"bytes_out\":");
    private static final byte[] MS = ascii(",\"ms\":");
    private static final byte[] HEAD_MS = ascii(",\"head_ms\":");
    private static final byte[] SITE = ascii(",\"site\":\"");
    private static final byte[] ROUTE = ascii("\",\"route\":\"");
    private static final byte[] ENDPOINT = ascii(",\"endpoint\":\"");
    private static final byte[] ATTEMPTS = ascii(",\"attempts\":");
    private static final byte[] REQUEST_ID = ascii(",\"request_id\":\"");
    private static final byte[] TLS = ascii(",\"tls\":\"");
    private static final byte[] REFERER = ascii(",\"referer\":\"");
    private static final byte[] USER_AGENT = ascii(",\"user_agent\":\"");
    private static final byte[] TUNNEL = ascii(",\"tunnel\":true");
    private static final byte[] ENDED_BY = ascii(",\"ended_by\":\"");
    private static final byte[] CAUSE = ascii("\",\"cause\":\"");
    private static final byte[] WHY = ascii("\",\"why\":\"");
    private static final byte[] END = ascii("}\n");

    private final Line line;
    private final Values values;

    JsonLine(Line line) {
        this.line = line;
        this.values = new Values(line, Escape.JSON, Escape.JSON);
    }

    /** Writes the whole line, line feed included. */
    void write(ExchangeSummary summary, long epochMillis) {
        line.add(TIME);
        line.addTime(epochMillis);
        line.add(CLIENT);
        values.client(summary.client().address());
        line.add(HOST);
        values.name(summary.host());
        request(summary.request());
        numbers(summary);
        route(summary);
        line.add(REQUEST_ID);
        values.name(summary.requestId());
        line.put('"');
        optional(summary);
        end(summary);
        line.add(END);
    }

    private void request(RequestHead head) {
        line.add(METHOD);
        values.method(head);
        line.add(TARGET);
        values.target(head);
        line.add(PROTOCOL);
        values.protocol(head);
    }

    private void numbers(ExchangeSummary summary) {
        line.add(STATUS);
        line.number(summary.status());
        line.add(BYTES_IN);
        line.number(summary.bytesIn());
        line.add(BYTES_OUT);
        line.number(summary.bytesOut());
        line.add(MS);
        line.addMillis(summary.endedNanos() - summary.startedNanos());
        if (summary.respondedNanos() != 0) {
            line.add(HEAD_MS);
            line.addMillis(summary.respondedNanos() - summary.startedNanos());
        }
    }

    private void route(ExchangeSummary summary) {
        Route route = summary.route();
        if (route != null) {
            line.add(SITE);
            values.name(route.siteName());
            line.add(ROUTE);
            values.route(route.label());
            line.put('"');
        }
        Endpoint endpoint = summary.endpoint();
        if (endpoint != null) {
            line.add(ENDPOINT);
            values.endpoint(endpoint);
            line.put('"');
        }
        line.add(ATTEMPTS);
        line.number(summary.attempts());
    }

    private void optional(ExchangeSummary summary) {
        TlsFacts tls = summary.client().tls();
        if (tls != null) {
            line.add(TLS);
            values.name(tls.protocol());
            line.put('"');
        }
        Fields fields = summary.request().fields();
        int referer = Values.find(summary, KnownField.REFERER);
        if (referer >= 0) {
            line.add(REFERER);
            values.referer(fields, referer);
            line.put('"');
        }
        int agent = Values.find(summary, KnownField.USER_AGENT);
        if (agent >= 0) {
            line.add(USER_AGENT);
            values.userAgent(fields, agent);
            line.put('"');
        }
    }

    private void end(ExchangeSummary summary) {
        if (summary.tunnelled()) {
            line.add(TUNNEL);
        }
        Failure failure = summary.failure();
        if (failure != null) {
            line.add(ENDED_BY);
            values.fault(failure);
            line.add(CAUSE);
            values.name(Causes.label(failure));
            line.add(WHY);
            values.reason(summary, failure);
            line.put('"');
        }
    }
}
