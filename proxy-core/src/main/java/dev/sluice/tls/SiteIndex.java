package dev.sluice.tls;

import dev.sluice.config.Config;
import dev.sluice.config.HostPattern;
import dev.sluice.config.SiteConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which site of a configuration answers to a name. */
final class SiteIndex {
    private final Map<String, SiteConfig> exact = new HashMap<>();
    private final Map<String, SiteConfig> wildcards = new HashMap<>();
    private @Nullable SiteConfig defaultSite;

    static SiteIndex of(Config config) {
        SiteIndex index = new SiteIndex();
        config.sites().forEach(index::add);
        return index;
    }

    private void add(SiteConfig site) {
        for (HostPattern pattern : patterns(site)) {
            switch (pattern.kind()) {
                case EXACT -> exact.put(CertificateNames.canonical(pattern.name()), site);
                case WILDCARD -> wildcards.put(pattern.name(), site);
                case DEFAULT -> defaultSite = site;
            }
        }
    }

    /** The site's name, then its aliases. */
    static List<HostPattern> patterns(SiteConfig site) {
        List<HostPattern> patterns = new ArrayList<>(site.aliases());
        patterns.addFirst(site.name());
        return patterns;
    }

    @Nullable
    SiteConfig defaultSite() {
        return defaultSite;
    }

    /** The site of a name that no site has for itself; null if there is none. */
    @Nullable
    SiteConfig ownerOf(String name) {
        String parent = CertificateNames.parent(name);
        SiteConfig site = parent == null ? null : wildcards.get(parent);
        return site == null ? defaultSite : site;
    }
}
