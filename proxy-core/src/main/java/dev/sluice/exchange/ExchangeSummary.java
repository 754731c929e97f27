package dev.sluice.exchange;

import dev.sluice.http.ClientFacts;
import dev.sluice.http.RequestHead;
import dev.sluice.route.Route;
import dev.sluice.upstream.Endpoint;
import org.jspecify.annotations.Nullable;

/** What there is to tell of an exchange that has ended, for the access log and the metrics. Valid on the loop, during the call. */
public interface ExchangeSummary {

    /** What is known of the client. */
    ClientFacts client();

    /** The request's head, as it was sent on: method, target and {@code Host} as they came. */
    RequestHead request();

    /** The host that the request named, in lower case and without port, or the empty string where it was not understood. */
    String host();

    /** The route, or null where none was found; {@code route.siteName()} is the site. */
    @Nullable
    Route route();

    /** The endpoint that was tried last, or null where none was. */
    @Nullable
    Endpoint endpoint();

    /** The status sent to the client, or 0 where none was sent. */
    int status();

    /** How many endpoints were tried. */
    int attempts();

    /** Body bytes (in a tunnel: all bytes) received from the client. */
    long bytesIn();

    /** Body bytes (in a tunnel: all bytes) sent to the client. */
    long bytesOut();

    /** When the request's head was complete, in nanoseconds of {@link System#nanoTime()}. */
    long startedNanos();

    /** When the final response's head came, in the same clock, or 0. */
    long respondedNanos();

    /** When the exchange ended, in the same clock. */
    long endedNanos();

    /** Why it ended other than well, or null. */
    @Nullable
    Failure failure();

    /** A detail of the failure for the log, never for the client, or null. */
    @Nullable
    String detail();

    /** Whether it became a tunnel. */
    boolean tunnelled();

    /** The request's id: sent to the backend and back to the client as {@code X-Request-Id}. */
    String requestId();
}
