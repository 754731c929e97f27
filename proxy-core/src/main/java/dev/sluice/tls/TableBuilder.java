package dev.sluice.tls;

import dev.sluice.config.Config;
import dev.sluice.config.HostPattern;
import dev.sluice.config.SiteConfig;
import dev.sluice.config.SiteTls;
import dev.sluice.config.TlsConfig;
import io.netty.handler.ssl.OpenSslServerSessionContext;
import io.netty.handler.ssl.SslContext;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Decides which certificate, and which rules for clients, every name gets.
 *
 * <p>The certificate is, in this order, one of {@code tls.certificates} that covers the name, the site's own files, one that
 * was installed, one of the local CA. The rules are always those of the site that answers to the name, whichever certificate
 * is used: otherwise a name could be had without the client certificate that its site wants.
 */
final class TableBuilder {
    private final TlsFiles files;
    private final Map<String, CertifiedKey> installed;
    private final LocalAuthority authority;
    private final TicketKeys ticketKeys;
    private final Map<String, Slot> previous;
    private final long epoch;
    private final ServerContexts contexts;

    private final Map<String, SiteConfig> exactSites = new HashMap<>();
    private final Map<String, SiteConfig> wildcardSites = new HashMap<>();
    private @Nullable SiteConfig defaultSite;
    private final Map<String, Material> configuredNames = new LinkedHashMap<>();
    private final Map<String, Material> configuredWildcards = new LinkedHashMap<>();

    private final Map<String, Slot> exact = new HashMap<>();
    private final Map<String, Slot> wildcards = new HashMap<>();
    private final Map<String, Slot> slots = new LinkedHashMap<>();

    /**
     * Prepares a table.
     *
     * @param installed by name, wildcards as {@code *.example.com}
     * @param previous the slots in use, which are used again where nothing about them changes
     * @param epoch changes when the local CA's certificates are to be renewed
     */
    TableBuilder(
            TlsFiles files,
            Map<String, CertifiedKey> installed,
            Authorities authorities,
            Map<String, Slot> previous,
            long epoch) {
        this.files = files;
        this.installed = installed;
        this.authority = authorities.local();
        this.ticketKeys = authorities.ticketKeys();
        this.previous = previous;
        this.epoch = epoch;
        this.contexts = new ServerContexts(files.config().tls().minVersion());
    }

    /** What all tables of a process share. */
    record Authorities(LocalAuthority local, TicketKeys ticketKeys) {}

    /** A source of certificates: {@code id} says which, {@code version} changes with its content. */
    private record Material(String id, String version, boolean lazy, Supplier<CertifiedKey> certified) {}

    CertificateTable build() {
        Config config = files.config();
        for (SiteConfig site : config.sites()) {
            indexSite(site);
        }
        for (TlsConfig.CertificateFiles pair : config.tls().certificates()) {
            indexConfigured(new KeyPairFiles(pair.cert(), pair.key()));
        }
        Slot fallback = fallback();
        for (SiteConfig site : config.sites()) {
            addSite(site, fallback);
        }
        addConfiguredNames();
        return new CertificateTable(Map.copyOf(exact), Map.copyOf(wildcards), fallback, slots);
    }

    private void indexSite(SiteConfig site) {
        for (HostPattern pattern : patterns(site)) {
            switch (pattern.kind()) {
                case EXACT -> exactSites.put(CertificateNames.canonical(pattern.name()), site);
                case WILDCARD -> wildcardSites.put(pattern.name(), site);
                case DEFAULT -> defaultSite = site;
            }
        }
    }

    private void indexConfigured(KeyPairFiles pair) {
        Material material = fromFiles(pair);
        CertifiedKey certified = files.key(pair);
        if (material == null || certified == null) {
            return;
        }
        certified.names().exact().forEach(name -> configuredNames.putIfAbsent(name, material));
        certified.names().wildcards().forEach(parent -> configuredWildcards.putIfAbsent(parent, material));
    }

    private static List<HostPattern> patterns(SiteConfig site) {
        List<HostPattern> patterns = new ArrayList<>(site.aliases());
        patterns.addFirst(site.name());
        return patterns;
    }

    private void addSite(SiteConfig site, Slot fallback) {
        for (HostPattern pattern : patterns(site)) {
            // a site without TLS: what it is asked for by TLS must not be answered in the name of its neighbour
            Slot slot = site.tls() instanceof SiteTls.Off ? fallback : slot(material(site, pattern), site);
            switch (pattern.kind()) {
                case EXACT -> exact.put(CertificateNames.canonical(pattern.name()), slot);
                case WILDCARD -> wildcards.put(pattern.name(), slot);
                case DEFAULT -> {} // the fallback was made for it
            }
        }
    }

    private void addConfiguredNames() {
        configuredNames.forEach((name, material) -> {
            if (!exact.containsKey(name)) {
                exact.put(name, slot(material, ownerOf(name)));
            }
        });
        configuredWildcards.forEach((parent, material) -> {
            if (!wildcards.containsKey(parent)) {
                wildcards.put(parent, slot(material, defaultSite));
            }
        });
    }

    private @Nullable SiteConfig ownerOf(String name) {
        String parent = CertificateNames.parent(name);
        SiteConfig site = parent == null ? null : wildcardSites.get(parent);
        return site == null ? defaultSite : site;
    }

    private Slot fallback() {
        SiteConfig site = defaultSite;
        if (site != null && site.tls() instanceof SiteTls.Files(var cert, var key)) {
            Material own = fromFiles(new KeyPairFiles(cert, key));
            if (own != null) {
                return slot(own, site);
            }
        }
        TreeSet<String> names = new TreeSet<>(LocalAuthority.machineAddresses());
        names.add("sluice.invalid");
        names.add("localhost");
        // clients name no address in SNI, and may see another one than this machine does
        exactSites.keySet().stream().filter(CertificateNames::isAddress).forEach(names::add);
        return slot(local("fallback", names), site);
    }

    private Material material(SiteConfig site, HostPattern pattern) {
        Material configured = configured(pattern);
        if (configured != null) {
            return configured;
        }
        if (site.tls() instanceof SiteTls.Files(var cert, var key)) {
            Material own = fromFiles(new KeyPairFiles(cert, key));
            if (own != null) {
                return own;
            }
        }
        CertifiedKey certified = site.tls() instanceof SiteTls.Auto ? installed.get(pattern.toString()) : null;
        return certified == null
                ? local(id(site), localNames(site))
                : new Material(id(site), certified.fingerprint(), false, () -> certified);
    }

    /** The same for all ways to come by a site's certificate: a connection outlives the change from one to the other. */
    private static String id(SiteConfig site) {
        return "site " + site.name();
    }

    private @Nullable Material configured(HostPattern pattern) {
        return switch (pattern.kind()) {
            case EXACT -> {
                String name = CertificateNames.canonical(pattern.name());
                Material material = configuredNames.get(name);
                String parent = CertificateNames.parent(name);
                yield material == null && parent != null ? configuredWildcards.get(parent) : material;
            }
            case WILDCARD -> configuredWildcards.get(pattern.name());
            case DEFAULT -> null;
        };
    }

    private @Nullable Material fromFiles(KeyPairFiles pair) {
        CertifiedKey certified = files.key(pair);
        return certified == null
                ? null
                : new Material("file " + pair.cert(), certified.fingerprint(), false, () -> certified);
    }

    private Material local(String id, SortedSet<String> names) {
        String version = "local " + epoch + " " + String.join(",", names);
        return new Material(id, version, true, () -> authority.issue(names));
    }

    private static SortedSet<String> localNames(SiteConfig site) {
        TreeSet<String> names = new TreeSet<>();
        for (HostPattern pattern : patterns(site)) {
            if (pattern.kind() != HostPattern.Kind.DEFAULT) {
                names.add(CertificateNames.canonical(pattern.toString()));
            }
        }
        if (names.isEmpty()) {
            names.add("sluice.invalid");
        }
        return names;
    }

    private Slot slot(Material material, @Nullable SiteConfig site) {
        List<X509Certificate> clientAuthorities = clientAuthorities(site);
        String rules = clientAuthorities.isEmpty() ? "" : ", clients of " + CertifiedKey.fingerprint(clientAuthorities);
        String identity = material.id() + rules;
        String key = identity + "\n" + material.version() + "\n" + contexts.minVersion();
        Slot known = slots.get(key);
        if (known == null) {
            known = previous.get(key);
        }
        if (known == null) {
            known = new Slot(
                    ticketKeys,
                    identity,
                    !clientAuthorities.isEmpty(),
                    () -> make(identity, material.certified().get(), clientAuthorities));
            if (!material.lazy()) {
                known.get();
            }
        }
        slots.put(key, known);
        return known;
    }

    private List<X509Certificate> clientAuthorities(@Nullable SiteConfig site) {
        if (site == null || site.clientCa() == null || site.tls() instanceof SiteTls.Off) {
            return List.of();
        }
        List<X509Certificate> authorities = files.authorities(site.clientCa());
        if (authorities == null) {
            throw new IllegalStateException(site.clientCa() + " was not read: its clients cannot be verified");
        }
        return authorities;
    }

    private ServerTls make(String identity, CertifiedKey certified, List<X509Certificate> clientAuthorities) {
        try {
            SslContext context = contexts.build(certified, clientAuthorities);
            if (context.sessionContext() instanceof OpenSslServerSessionContext sessions) {
                sessions.setSessionCacheEnabled(false);
                // a session verified for one identity must not be resumed under another, whose client CA differs
                sessions.setSessionIdContext(new Fingerprint().add(identity).bytes());
            }
            return new ServerTls(context, identity, !clientAuthorities.isEmpty(), certified);
        } catch (SSLException e) {
            throw new IllegalStateException("the TLS library refuses the certificate of " + identity, e);
        }
    }
}
