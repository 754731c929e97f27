package dev.sluice.route;

import dev.sluice.config.HostPattern;
import dev.sluice.config.SiteConfig;
import dev.sluice.policy.SitePolicy;
import java.util.ArrayList;
import java.util.List;

/**
 * One site, ready for use. Immutable.
 *
 * @param name the site's name as configured, which is also its label in log and metrics
 * @param config what the file says
 * @param paths its routes by path
 * @param policy what it decides for all routes: redirects to HTTPS and to its name, HSTS
 */
public record Site(String name, SiteConfig config, PathTable paths, SitePolicy policy) {

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
