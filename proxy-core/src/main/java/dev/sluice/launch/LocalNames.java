package dev.sluice.launch;

import dev.sluice.acme.PublicNames;
import dev.sluice.config.Config;
import dev.sluice.config.HostPattern;
import dev.sluice.config.SiteConfig;
import dev.sluice.config.SiteTls;
import java.util.ArrayList;
import java.util.List;

/** Public names that get a certificate of the local CA, because no file gives another and no other CA is to be asked. */
final class LocalNames {
    private LocalNames() {}

    /** The names, in the order of the file; none where {@code tls.certificates} may cover them, or ACME is on. */
    static List<String> of(Config config) {
        List<String> names = new ArrayList<>();
        if (!config.acme().enabled() && config.tls().certificates().isEmpty()) {
            for (SiteConfig site : config.sites()) {
                if (site.tls() instanceof SiteTls.Auto && site.name().kind() == HostPattern.Kind.EXACT) {
                    names.add(site.name().name());
                }
            }
            names.removeIf(name -> !PublicNames.signable(name));
        }
        return names;
    }
}
