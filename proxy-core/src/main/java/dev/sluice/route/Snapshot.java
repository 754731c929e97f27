package dev.sluice.route;

import dev.sluice.config.Config;
import dev.sluice.config.Network;
import dev.sluice.http.ClientFacts;
import dev.sluice.http.HostName;
import dev.sluice.http.OtherReadings;
import dev.sluice.http.RequestTarget;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A configuration in use: everything that requests need, prepared. Never changed; an exchange keeps the one it began with. Start at
 * {@link #site} and {@link Site#paths}.
 */
@SuppressWarnings("ReferenceEquality") // a site is one object per snapshot
public final class Snapshot {
    /** Why an {@link #ambiguous} path is refused, in words. */
    public static final String AMBIGUITY =
            "some backends read the path as one of another route: it has an escaped slash, a `;`,"
                    + " white space at the end of a name, or bytes that are not UTF-8";

    private final Config config;
    private final List<Site> sites;
    private final List<Route> routes;
    private final HostTable hosts;
    private final Limits limits;

    Snapshot(Config config, List<Site> sites, List<Route> routes) {
        this.config = config;
        this.sites = List.copyOf(sites);
        this.routes = List.copyOf(routes);
        this.hosts = new HostTable(this.sites);
        this.limits = Limits.of(config.limits());
    }

    /** What the file says. */
    public Config config() {
        return config;
    }

    /** All sites in the order of the file. */
    public List<Site> sites() {
        return sites;
    }

    /** All routes by {@link Route#index()}. */
    public List<Route> routes() {
        return routes;
    }

    /** Bounds on what clients may take. */
    public Limits limits() {
        return limits;
    }

    /** The site that a parsed target's host names, or null. */
    public @Nullable Site site(RequestTarget target) {
        return hosts.find(target.hostBytes(), target.hostLength());
    }

    /** The site of a host name without port, in any case, or null. Allocates. */
    public @Nullable Site site(String host) {
        byte[] name = HostName.canonical(host);
        return hosts.find(name, name.length);
    }

    /** The route of a parsed target on its site, or null. */
    public @Nullable Route route(Site site, RequestTarget target) {
        return site.paths().match(target.path(), target.pathStart(), target.pathEnd());
    }

    /**
     * Whether a backend may read the path so that another route, with other rules, would have been meant: {@code /admin%2Fusers},
     * {@code /admin;x} or {@code /admin%20} where {@code /admin} has a route of its own.
     */
    @SuppressWarnings("ReferenceEquality") // is it the very same route?
    public boolean ambiguous(Site site, RequestTarget target, @Nullable Route route) {
        if (site.paths().isSingle()) {
            return false;
        }
        for (byte[] reading : OtherReadings.of(target.path(), target.pathStart(), target.pathEnd())) {
            if (site.paths().match(reading, 0, reading.length) != route) {
                return true;
            }
        }
        return false;
    }

    /** Whether this address is one of {@code trusted-proxies}. Once per connection. */
    public boolean trusts(InetAddress address) {
        for (Network network : config.trustedProxies()) {
            if (network.contains(address)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether a request for a site that wants client certificates came over a connection that was not asked for one: its handshake
     * named another site, or it is not encrypted, or no certificate was shown. The answer is 421 (RFC 9110 §7.4).
     */
    public boolean misdirected(Site site, ClientFacts client) {
        if (!site.needsClientCertificate()) {
            return false;
        }
        ClientFacts.TlsFacts tls = client.tls();
        return tls == null || tls.clientSubject() == null || tls.serverName() == null || site(tls.serverName()) != site;
    }
}
