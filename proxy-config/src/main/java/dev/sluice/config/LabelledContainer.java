package dev.sluice.config;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A container whose labels ask for a route.
 *
 * @param name without a slash
 * @param created when, in seconds since 1970
 * @param labels all of them
 * @param state whether requests may go there
 * @param address the IP address at which Sluice reaches it, without brackets; null where there is none, and while it does not run
 * @param whyNoAddress what to do about that, in a sentence; empty where there is an address, and while it does not run
 * @param ports the TCP ports that its image or its own configuration exposes, in order; empty while it does not run
 */
public record LabelledContainer(
        String name,
        long created,
        Map<String, String> labels,
        State state,
        @Nullable String address,
        String whyNoAddress,
        List<Integer> ports) {

    /** Copies map and list. */
    public LabelledContainer {
        labels = Map.copyOf(labels);
        ports = List.copyOf(ports);
    }

    /** From best to worst: of the containers of a route only those of the best state that is there get requests. */
    public enum State {
        /** It runs, and its health check passes, or it has none. */
        READY,
        /** It runs, and its health check has not passed yet. */
        STARTING,
        /** It runs, and its health check fails. */
        UNHEALTHY,
        /** It is there but does not run: its route stays, and requests wait for it. */
        STOPPED
    }
}
