package dev.sluice.acme;

import dev.sluice.config.AcmeConfig;
import dev.sluice.config.Config;
import dev.sluice.config.HostPattern;
import dev.sluice.config.SiteConfig;
import dev.sluice.config.SiteTls;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What a configuration wants from the CA: one certificate for each site with its aliases.
 *
 * @param certificates to be ordered, in the order of the file
 * @param impossible names that the CA might sign but that cannot be proved with this configuration, each with a sentence
 */
record WantedCertificates(List<WantedCertificate> certificates, Map<String, String> impossible) {
    private static final String NEEDS_DNS =
            "a wildcard can be proved by DNS only: add `dns-01` to `acme.challenges` and say with `acme.dns` how records are made";

    WantedCertificates {
        certificates = List.copyOf(certificates);
        impossible = Map.copyOf(impossible);
    }

    /**
     * Reads a configuration.
     *
     * @param covered names that have a certificate from a file
     * @param apart names that have failed in company and get a certificate of their own, so that they trouble nobody else
     */
    static WantedCertificates of(Config config, Predicate<String> covered, Set<String> apart) {
        List<WantedCertificate> certificates = new ArrayList<>();
        Map<String, String> impossible = new LinkedHashMap<>();
        if (config.acme().enabled()) {
            for (SiteConfig site : config.sites()) {
                List<String> names = names(site, config.acme());
                names.removeIf(covered);
                refuseWildcards(names, config.acme(), impossible);
                add(names, apart, certificates);
            }
        }
        return new WantedCertificates(certificates, impossible);
    }

    private static void add(List<String> names, Set<String> apart, List<WantedCertificate> certificates) {
        List<String> together =
                names.stream().filter(name -> !apart.contains(name)).toList();
        if (!together.isEmpty()) {
            certificates.add(new WantedCertificate(together));
        }
        names.stream().filter(apart::contains).forEach(name -> certificates.add(new WantedCertificate(List.of(name))));
    }

    private static List<String> names(SiteConfig site, AcmeConfig acme) {
        List<String> names = new ArrayList<>();
        if (site.tls() instanceof SiteTls.Auto) {
            List<HostPattern> patterns = new ArrayList<>(site.aliases());
            patterns.addFirst(site.name());
            for (HostPattern pattern : patterns) {
                if (pattern.kind() != HostPattern.Kind.DEFAULT && signable(pattern, acme)) {
                    names.add(pattern.toString());
                }
            }
        }
        return names;
    }

    /** A CA of one's own signs what it likes; public ones sign addresses under a profile for short lives only. */
    private static boolean signable(HostPattern pattern, AcmeConfig acme) {
        if (privateAuthority(acme.directory())) {
            return true;
        }
        return PublicNames.signable(pattern.toString())
                && (acme.profile() != null || !PublicNames.isAddress(pattern.name()));
    }

    /** Whether the directory is none of the known public CAs. */
    static boolean privateAuthority(AcmeConfig.Directory directory) {
        return directory.name().equals(directory.url());
    }

    private static void refuseWildcards(List<String> names, AcmeConfig acme, Map<String, String> impossible) {
        boolean byRecord = acme.challenges().contains(AcmeConfig.Challenge.DNS_01)
                || acme.challenges().contains(AcmeConfig.Challenge.DNS_PERSIST_01);
        if (!byRecord) {
            names.stream().filter(name -> name.startsWith("*.")).forEach(name -> impossible.put(name, NEEDS_DNS));
            names.removeIf(name -> name.startsWith("*."));
        }
    }
}
