package dev.sluice.config;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What comes from the labels of containers.
 *
 * @param routes those containers whose labels made a route, by name; never empty lists
 * @param sites those of which nothing is in the file
 */
public record Discovered(Map<Place, List<String>> routes, Set<HostPattern> sites) {

    /** Nothing. */
    public static final Discovered NOTHING = new Discovered(Map.of(), Set.of());

    /** Where a route is. */
    public record Place(HostPattern site, PathPattern path) {}

    /** Copies map and set. */
    public Discovered {
        routes = Map.copyOf(routes);
        sites = Set.copyOf(sites);
    }

    /** The containers whose labels made a route, by name; empty for a route of the file. */
    public List<String> containers(HostPattern site, PathPattern path) {
        return routes.getOrDefault(new Place(site, path), List.of());
    }
}
