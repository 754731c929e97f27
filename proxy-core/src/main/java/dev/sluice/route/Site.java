package dev.sluice.route;

import dev.sluice.config.HostPattern;
import dev.sluice.config.SiteConfig;
import dev.sluice.policy.SitePolicy;
import java.util.ArrayList;
import java.util.List;

/** One site of one snapshot, ready for use. Immutable; equal only to itself. */
public final class Site {
    private final String name;
    private final SiteConfig config;
    private final PathTable paths;
    private final SitePolicy policy;

    Site(SiteConfig config, PathTable paths, SitePolicy policy) {
        this.name = config.name().toString();
        this.config = config;
        this.paths = paths;
        this.policy = policy;
    }

    /** The site's name as configured, which is also its label in log and metrics. */
    public String name() {
        return name;
    }

    /** What the file says. */
    public SiteConfig config() {
        return config;
    }

    /** Its routes by path. */
    public PathTable paths() {
        return paths;
    }

    /** What it decides for all its routes: redirects to HTTPS and to its name, HSTS. */
    public SitePolicy policy() {
        return policy;
    }

    /** Whether clients must show a certificate: then {@link Snapshot#misdirected} tells whether this one was asked for it. */
    public boolean needsClientCertificate() {
        return config.clientCa() != null;
    }

    /** Its name and aliases. */
    List<HostPattern> patterns() {
        List<HostPattern> patterns = new ArrayList<>();
        patterns.add(config.name());
        patterns.addAll(config.aliases());
        return patterns;
    }
}
