package dev.sluice.route;

import dev.sluice.config.HostPattern;
import dev.sluice.http.HostName;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sites by host: an exact name wins over a wildcard, which stands for exactly one label, and that over the default site. A look-up
 * costs the same whatever the number of sites. Immutable.
 */
final class HostTable {
    private final ByteTable<Site> exact;
    private final ByteTable<Site> wildcard;
    private final @Nullable Site defaultSite;

    /** A table of the sites by their names and aliases; where a name occurs twice the first counts. */
    HostTable(List<Site> sites) {
        List<byte[]> names = new ArrayList<>();
        List<Site> named = new ArrayList<>();
        List<byte[]> suffixes = new ArrayList<>();
        List<Site> suffixed = new ArrayList<>();
        Site any = null;
        for (Site site : sites) {
            for (HostPattern pattern : site.patterns()) {
                switch (pattern.kind()) {
                    case EXACT -> {
                        names.add(HostName.canonical(pattern.name()));
                        named.add(site);
                    }
                    case WILDCARD -> {
                        suffixes.add(HostName.canonical(pattern.name()));
                        suffixed.add(site);
                    }
                    case DEFAULT -> any = any == null ? site : any;
                }
            }
        }
        exact = new ByteTable<>(names, named);
        wildcard = new ByteTable<>(suffixes, suffixed);
        defaultSite = any;
    }

    /** The site of {@code host[0, length)} in lower case, or null. */
    @Nullable
    Site find(byte[] host, int length) {
        Site site = length == 0 ? null : exact.get(host, 0, length);
        if (site == null && !wildcard.isEmpty()) {
            site = byWildcard(host, length);
        }
        return site != null ? site : defaultSite;
    }

    /** How many slots {@link #find} looks at. */
    int probes(byte[] host, int length) {
        int probes = exact.probes(host, 0, length);
        int dot = firstDot(host, length);
        boolean found = exact.get(host, 0, length) != null;
        return found || dot == length ? probes : probes + wildcard.probes(host, dot + 1, length);
    }

    private @Nullable Site byWildcard(byte[] host, int length) {
        int dot = firstDot(host, length);
        return dot == 0 || dot + 1 >= length ? null : wildcard.get(host, dot + 1, length);
    }

    private static int firstDot(byte[] host, int length) {
        int dot = 0;
        while (dot < length && host[dot] != '.') {
            dot++;
        }
        return dot;
    }
}
