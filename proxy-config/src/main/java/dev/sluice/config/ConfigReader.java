package dev.sluice.config;

import dev.sluice.config.MapOf.Named;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes a configuration of the tree, and checks what no single key can know. */
final class ConfigReader {

    static final Duration GRACE = Duration.ofSeconds(8);

    private final Path file;
    private final Reading in;
    private Values defaults = Values.NONE;
    private final Map<HostPattern, Values> inherited = new HashMap<>();

    ConfigReader(Path file, Reading in) {
        this.file = file;
        this.in = in;
    }

    /** The configuration, to be used only when no problem was reported; null when there is none at all. */
    @Nullable
    Config read(Node root) {
        Values values = TopKeys.ALL.read(root, in);
        if (values == null) {
            return null;
        }
        String email = email(values, root);
        ListenConfig listen = values.get(TopKeys.LISTEN, ListenKeys.standard());
        List<Network> trusted = values.get(TopKeys.TRUSTED_PROXIES, List.of());
        boolean proxyProtocol = values.get(TopKeys.PROXY_PROTOCOL, false);
        if (proxyProtocol && !values.has(TopKeys.TRUSTED_PROXIES)) {
            in.error(
                    values.at(TopKeys.PROXY_PROTOCOL, root),
                    "'proxy-protocol' needs 'trusted-proxies', the networks that may send it");
        }
        return new Config(
                file,
                email,
                sites(values, listen),
                listen,
                acme(values, email),
                values.get(TopKeys.DATA),
                values.get(TopKeys.TLS, TlsConfig.DEFAULT),
                trusted,
                proxyProtocol,
                values.get(TopKeys.LOG, LogConfig.DEFAULT),
                values.get(TopKeys.LIMITS, LimitsConfig.DEFAULT),
                values.get(TopKeys.SHUTDOWN, GRACE),
                values.get(TopKeys.DOCKER, Optional.empty()).orElse(null),
                Discovered.NOTHING);
    }

    /** What every route inherits in the file that was read. */
    Values defaults() {
        return defaults;
    }

    /** What the routes of each site inherit in the file that was read. */
    Map<HostPattern, Values> inherited() {
        return inherited;
    }

    private @Nullable String email(Values values, Node root) {
        AcmeConfig acme = values.get(TopKeys.ACME);
        String inner = acme == null ? null : acme.email();
        String outer = values.get(TopKeys.EMAIL);
        if (inner != null && outer != null) {
            in.error(values.at(TopKeys.EMAIL, root), "'email' stands here and in 'acme'; remove one of them");
        }
        return outer == null ? inner : outer;
    }

    private static AcmeConfig acme(Values values, @Nullable String email) {
        AcmeConfig acme = values.get(TopKeys.ACME, AcmeKeys.standard());
        return new AcmeConfig(
                acme.enabled(),
                email,
                acme.directory(),
                acme.fallback(),
                acme.eab(),
                acme.profile(),
                acme.storage(),
                acme.challenges(),
                acme.dns(),
                acme.ca(),
                acme.key(),
                acme.webhook());
    }

    private List<SiteConfig> sites(Values values, ListenConfig listen) {
        List<Named<HostPattern, Values>> named = values.get(TopKeys.SITES);
        Optional<DockerAddress> docker = values.get(TopKeys.DOCKER);
        boolean discovers = docker == null ? values.has(TopKeys.DOCKER) : docker.isPresent();
        if (!values.has(TopKeys.SITES) && !discovers) {
            in.error(
                    Node.NOWHERE, "'sites' is missing; write at least one, such as sites: {www.example.com: app:8080}");
        }
        defaults = values.get(TopKeys.DEFAULTS, Values.NONE);
        SiteReader reader = new SiteReader(defaults, listen, discovers, in);
        List<SiteConfig> sites = new ArrayList<>();
        Map<HostPattern, Position> taken = new HashMap<>();
        for (Named<HostPattern, Values> site : named == null ? List.<Named<HostPattern, Values>>of() : named) {
            taken.put(site.name(), site.at().at());
            inherited.put(site.name(), reader.inherited(site.value()));
            sites.add(reader.read(site.at(), site.name(), site.value()));
        }
        if (named != null) {
            named.forEach(site -> checkAliases(site, taken));
        }
        return sites;
    }

    private void checkAliases(Named<HostPattern, Values> site, Map<HostPattern, Position> taken) {
        for (HostPattern alias : site.value().get(SiteKeys.ALIASES, List.of())) {
            Position first = taken.putIfAbsent(alias, site.at().at());
            if (first != null) {
                in.error(
                        site.value().at(SiteKeys.ALIASES, site.at()),
                        "the alias '" + alias + "' is already a name of the site in line " + first.line()
                                + "; a name belongs to one site");
            }
        }
    }
}
