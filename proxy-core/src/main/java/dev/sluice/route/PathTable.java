package dev.sluice.route;

import dev.sluice.config.PathPattern;
import dev.sluice.http.CanonicalPath;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The routes of one site by path: an exact path wins over prefixes, of which the longest wins; prefixes match by whole segments.
 * One pass over the path, no longer than the longest pattern; nothing is allocated. Immutable.
 */
public final class PathTable {
    private final ByteTable<Route> exact;
    private final ByteTable<Route> prefixes;
    private final @Nullable Route root;

    /** A table of a site's routes. */
    PathTable(List<Route> routes) {
        List<byte[]> exactPaths = new ArrayList<>();
        List<Route> exactRoutes = new ArrayList<>();
        List<byte[]> prefixPaths = new ArrayList<>();
        List<Route> prefixRoutes = new ArrayList<>();
        Route whole = null;
        for (Route route : routes) {
            PathPattern pattern = route.config().path();
            byte[] path = CanonicalPath.of(pattern.path());
            if (pattern.kind() == PathPattern.Kind.EXACT) {
                exactPaths.add(path);
                exactRoutes.add(route);
            } else if (path.length == 1) {
                whole = whole == null ? route : whole;
            } else {
                prefixPaths.add(path[path.length - 1] == '/' ? Arrays.copyOf(path, path.length - 1) : path);
                prefixRoutes.add(route);
            }
        }
        exact = new ByteTable<>(exactPaths, exactRoutes);
        prefixes = new ByteTable<>(prefixPaths, prefixRoutes);
        root = whole;
    }

    /** Whether all paths have the same route. */
    boolean isSingle() {
        return exact.isEmpty() && prefixes.isEmpty();
    }

    /** The route of the canonical path {@code path[from, to)}, which starts with a slash, or null. */
    public @Nullable Route match(byte[] path, int from, int to) {
        if (!exact.isEmpty()) {
            Route route = exact.get(path, from, to);
            if (route != null) {
                return route;
            }
        }
        return prefixes.isEmpty() ? root : longestPrefix(path, from, to);
    }

    private @Nullable Route longestPrefix(byte[] path, int from, int to) {
        Route longest = root;
        int last = Math.min(to, from + prefixes.longestKey());
        int hash = ByteHash.next(ByteHash.START, path[from]);
        for (int i = from + 1; i <= last; i++) {
            if (i == to || path[i] == '/') {
                Route route = prefixes.get(hash, path, from, i);
                longest = route != null ? route : longest;
            }
            if (i < last) {
                hash = ByteHash.next(hash, path[i]);
            }
        }
        return longest;
    }
}
