package dev.sluice.observe;

import dev.sluice.route.Route;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The series of a snapshot's routes. Immutable, so that loops may see a new table without a barrier (JLS §17.5). */
final class SeriesTable {
    private static final String NOTHING = "-";

    private final Series[] byIndex;
    private final Map<String, Map<String, Series>> byName;
    private final Series unrouted;
    private final Series removed;

    private SeriesTable(Series[] byIndex, Map<String, Map<String, Series>> byName, Series unrouted, Series removed) {
        this.byIndex = byIndex;
        this.byName = byName;
        this.unrouted = unrouted;
        this.removed = removed;
    }

    /** The table before there are routes. */
    static SeriesTable empty(int workers) {
        return new SeriesTable(
                new Series[0],
                Map.of(),
                new Series(NOTHING, NOTHING, workers),
                new Series("(removed)", NOTHING, workers));
    }

    /** The table of other routes, in which the pairs that were here before keep their counts. */
    SeriesTable with(List<Route> routes, int workers) {
        Series[] indexed = new Series[routes.size()];
        Map<String, Map<String, Series>> named = new HashMap<>();
        for (Route route : routes) {
            Series known = named(route);
            indexed[route.index()] = named.computeIfAbsent(route.siteName(), site -> new HashMap<>())
                    .computeIfAbsent(
                            route.label(),
                            label -> known != null ? known : new Series(route.siteName(), label, workers));
        }
        return new SeriesTable(indexed, named, unrouted, removed);
    }

    /**
     * The series to count an exchange in. A route of an older snapshot, whose index means another route now, is found by its names;
     * one that is gone counts as removed.
     */
    Series of(@Nullable Route route) {
        if (route == null) {
            return unrouted;
        }
        if (route.index() < byIndex.length && byIndex[route.index()].isOf(route)) {
            return byIndex[route.index()];
        }
        Series known = named(route);
        return known != null ? known : removed;
    }

    /** Every series there is, once. */
    List<Series> all() {
        List<Series> all = new ArrayList<>();
        all.add(unrouted);
        all.add(removed);
        byName.values().forEach(routes -> all.addAll(routes.values()));
        return all;
    }

    private @Nullable Series named(Route route) {
        Map<String, Series> routes = byName.get(route.siteName());
        return routes == null ? null : routes.get(route.label());
    }
}
