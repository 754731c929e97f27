package dev.sluice.tls;

import dev.sluice.config.Config;
import dev.sluice.config.HostPattern;
import dev.sluice.config.SiteConfig;
import dev.sluice.config.SiteTls;
import dev.sluice.config.TlsConfig;
import io.netty.handler.ssl.OpenSslServerSessionContext;
import io.netty.handler.ssl.SslContext;
import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
    private static final String FALLBACK = "fallback";

    /** Says nothing about this machine. */
    private static final SortedSet<String> NEUTRAL =
            Collections.unmodifiableSortedSet(new TreeSet<>(Set.of("localhost", "sluice.invalid")));

    private final TlsFiles files;
    private final Map<String, CertifiedKey> installed;
    private final LocalAuthority authority;
    private final TicketKeys ticketKeys;
    private final Map<String, Slot> previous;
    private final @Nullable AddressSlots previousAddresses;
    private final long epoch;
    private final ServerContexts contexts;

    private final SiteIndex sites;
    private final @Nullable SiteConfig defaultSite;
    private final Map<String, Material> configuredNames = new LinkedHashMap<>();
    private final Map<String, Material> configuredWildcards = new LinkedHashMap<>();

    private final Map<String, Slot> exact = new HashMap<>();
    private final Map<String, Slot> wildcards = new HashMap<>();
    private final Map<String, Slot> slots = new LinkedHashMap<>();

    /**
     * Prepares a table.
     *
     * @param installed by name, wildcards as {@code *.example.com}
     * @param inUse the table in use, whose slots are used again where nothing about them changes; null for none
     * @param epoch changes when the local CA's certificates are to be renewed
     */
    TableBuilder(
            TlsFiles files,
            Map<String, CertifiedKey> installed,
            Authorities authorities,
            @Nullable CertificateTable inUse,
            long epoch) {
        this.files = files;
        this.installed = installed;
        this.authority = authorities.local();
        this.ticketKeys = authorities.ticketKeys();
        this.previous = inUse == null ? Map.of() : inUse.slots();
        this.previousAddresses = inUse == null ? null : inUse.nameless().made();
        this.epoch = epoch;
        this.sites = SiteIndex.of(files.config());
        this.defaultSite = sites.defaultSite();
        this.contexts = new ServerContexts(files.config().tls().minVersion());
    }

    /** What all tables of a process share. */
    record Authorities(LocalAuthority local, TicketKeys ticketKeys) {}

    /** A source of certificates: {@code id} says which, {@code version} changes with its content. */
    private record Material(String id, String version, boolean lazy, Supplier<CertifiedKey> certified) {}

    CertificateTable build() {
        Config config = files.config();
        for (TlsConfig.CertificateFiles pair : config.tls().certificates()) {
            indexConfigured(new KeyPairFiles(pair.cert(), pair.key()));
        }
        Material own = defaultFiles();
        Slot fallback = slot(own == null ? local(FALLBACK, NEUTRAL) : own, defaultSite);
        for (SiteConfig site : config.sites()) {
            addSite(site, fallback);
        }
        addConfiguredNames();
        return new CertificateTable(Map.copyOf(exact), Map.copyOf(wildcards), nameless(fallback, own == null), slots);
    }

    @SuppressWarnings("ReferenceEquality") // is it the very same slot?
    private NamelessSlots nameless(Slot fallback, boolean local) {
        Map<InetAddress, Slot> named = new HashMap<>();
        exact.forEach((name, slot) -> {
            if (CertificateNames.isAddress(name) && slot != fallback) {
                named.put(InetAddress.ofLiteral(name), slot);
            }
        });
        return local
                ? new NamelessSlots(Map.copyOf(named), fallback, slot(forStrangers(), defaultSite), addresses())
                : new NamelessSlots(Map.copyOf(named), fallback, fallback, null);
    }

    private Material forStrangers() {
        SortedSet<String> names = new TreeSet<>(NEUTRAL);
        // as the host of a container sees it, whose connections come like everybody's
        names.add(CertificateNames.text(Arrival.LOOPBACK_4));
        names.add(CertificateNames.text(Arrival.LOOPBACK_6));
        return new Material(FALLBACK, "strangers " + epoch, true, () -> authority.issueForStrangers(names));
    }

    /** The same rules and the same identity as the fallback: what was agreed on one holds for the other. */
    private AddressSlots addresses() {
        List<X509Certificate> clientAuthorities = clientAuthorities(defaultSite);
        String identity = identity(FALLBACK, clientAuthorities);
        String key = identity + "\n" + epoch + "\n" + contexts.minVersion();
        if (previousAddresses != null && previousAddresses.key().equals(key)) {
            return previousAddresses;
        }
        return new AddressSlots(
                key,
                address -> new Slot(
                        ticketKeys,
                        identity,
                        !clientAuthorities.isEmpty(),
                        () -> make(identity, authority.issue(new TreeSet<>(Set.of(address))), clientAuthorities)),
                System::nanoTime);
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

    private void addSite(SiteConfig site, Slot fallback) {
        for (HostPattern pattern : SiteIndex.patterns(site)) {
            switch (pattern.kind()) {
                case EXACT -> exact.put(CertificateNames.canonical(pattern.name()), slot(site, pattern, fallback));
                case WILDCARD -> wildcards.put(pattern.name(), slot(site, pattern, fallback));
                case DEFAULT -> {} // the fallback was made for it
            }
        }
    }

    private Slot slot(SiteConfig site, HostPattern pattern, Slot fallback) {
        // a site without TLS: what it is asked for by TLS must not be answered in the name of its neighbour
        return site.tls() instanceof SiteTls.Off ? fallback : slot(material(site, pattern), site);
    }

    private void addConfiguredNames() {
        configuredNames.forEach((name, material) -> {
            if (!exact.containsKey(name)) {
                exact.put(name, slot(material, sites.ownerOf(name)));
            }
        });
        configuredWildcards.forEach((parent, material) -> {
            if (!wildcards.containsKey(parent)) {
                wildcards.put(parent, slot(material, defaultSite));
            }
        });
    }

    private @Nullable Material defaultFiles() {
        SiteConfig site = defaultSite;
        return site != null && site.tls() instanceof SiteTls.Files(var cert, var key)
                ? fromFiles(new KeyPairFiles(cert, key))
                : null;
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
                ? local(id(site), localNames(site, pattern))
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

    /** All names of a site in one certificate, but an address in one of its own: who knows a name need not know the address. */
    private static SortedSet<String> localNames(SiteConfig site, HostPattern asked) {
        String name = CertificateNames.canonical(asked.toString());
        if (CertificateNames.isAddress(name)) {
            return new TreeSet<>(Set.of(name));
        }
        TreeSet<String> names = new TreeSet<>();
        for (HostPattern pattern : SiteIndex.patterns(site)) {
            if (pattern.kind() != HostPattern.Kind.DEFAULT) {
                names.add(CertificateNames.canonical(pattern.toString()));
            }
        }
        names.removeIf(CertificateNames::isAddress);
        return names;
    }

    private Slot slot(Material material, @Nullable SiteConfig site) {
        List<X509Certificate> clientAuthorities = clientAuthorities(site);
        String identity = identity(material.id(), clientAuthorities);
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

    private static String identity(String id, List<X509Certificate> clientAuthorities) {
        return clientAuthorities.isEmpty() ? id : id + ", clients of " + CertifiedKey.fingerprint(clientAuthorities);
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
