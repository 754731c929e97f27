package dev.sluice.observe;

import dev.sluice.worker.Resource;
import dev.sluice.worker.Shedding;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the admin pages and the metrics ask of the running edge. Called on virtual threads, several at a time; answers may be a
 * moment old and must not wait for a loop.
 */
public interface StatusSource {

    /** The program's version. */
    String version();

    /** When the process was started. */
    Instant started();

    /** Whether requests are served now. */
    Readiness readiness();

    /** The bound listeners of clients, such as {@code https 0.0.0.0:443}. */
    List<String> listeners();

    /** The sites of the current snapshot, in the order of the file. */
    List<SiteStatus> sites();

    /** Every endpoint of every upstream in use. */
    List<EndpointStatus> endpoints();

    /** Every certificate that is served. */
    List<CertificateStatus> certificates();

    /** Every certificate that is wanted from a CA. */
    List<OrderStatus> orders();

    /** How many connections of clients are open. */
    long connectionsOpen();

    /** How many connections of clients were given up, or refused, for want of room. */
    long connectionsShed();

    /** What clients make the process hold. */
    Holdings holdings();

    /** How often this was given up or refused because that was short. */
    long shed(Shedding.What what, Resource shortOf);

    /** How the last reload went, or null where none was tried. */
    @Nullable
    ReloadResult lastReload();

    /**
     * What clients make the process hold, and how much they may.
     *
     * @param heap bytes on the Java heap
     * @param heapLimit how many there may be
     * @param nativeBytes bytes outside of the heap
     * @param nativeLimit how many there may be
     * @param descriptors open sockets towards clients and backends
     * @param descriptorLimit how many there may be
     */
    record Holdings(
            long heap, long heapLimit, long nativeBytes, long nativeLimit, long descriptors, long descriptorLimit) {}

    /** Whether requests are served. */
    enum Readiness {
        /** Not all listeners are bound, or there is no snapshot yet. */
        STARTING,
        /** Requests are served. */
        READY,
        /** The edge is stopping: what is in flight ends, nothing new is taken. */
        DRAINING
    }

    /**
     * A site.
     *
     * @param name as configured
     * @param aliases other names that it is served under
     * @param routes in the order of the file
     */
    record SiteStatus(String name, List<String> aliases, List<RouteStatus> routes) {}

    /**
     * A route.
     *
     * @param label the path pattern as configured
     * @param action what it does, such as {@code forward to api:8080} or {@code redirect to https://x/}
     */
    record RouteStatus(String label, String action) {}

    /**
     * An endpoint as one upstream sees it.
     *
     * @param upstream the group's name: its targets as configured
     * @param label target and address; the name alone where that does not resolve
     * @param up whether requests go there now
     * @param detail why not, such as {@code held for down by its health check}; empty where it is up
     * @param inFlight exchanges and tunnels that use it now
     */
    record EndpointStatus(String upstream, String label, boolean up, String detail, int inFlight) {}

    /**
     * A certificate.
     *
     * @param names the names that it is for
     * @param origin where it comes from, such as {@code file /etc/x.pem} or {@code local CA}
     * @param notAfter when it expires
     */
    record CertificateStatus(List<String> names, String origin, Instant notAfter) {}

    /**
     * How it stands with a certificate that a CA is to issue.
     *
     * @param names that it is wanted for
     * @param notAfter when the one there is expires; null where there is none yet
     * @param renewal when it is to be renewed; null where that is not known
     * @param nextAttempt when the CA is asked again; null while it is being asked
     * @param attempts so far
     * @param failures in a row
     * @param problem what is wrong and what to do, in a sentence; empty where nothing is
     */
    record OrderStatus(
            List<String> names,
            @Nullable Instant notAfter,
            @Nullable Instant renewal,
            @Nullable Instant nextAttempt,
            long attempts,
            long failures,
            String problem) {}
}
