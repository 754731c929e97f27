package dev.sluice.launch;

import dev.sluice.base.files.BoundedFile;
import dev.sluice.base.files.DurableFiles;
import dev.sluice.config.RouteConfig;
import dev.sluice.config.Target;
import dev.sluice.listen.Transport;
import dev.sluice.observe.StatusSource.EndpointStatus;
import dev.sluice.route.Route;
import dev.sluice.route.Snapshot;
import dev.sluice.route.UpstreamFactory;
import dev.sluice.tls.BackendTls;
import dev.sluice.tls.PemException;
import dev.sluice.upstream.Endpoint;
import dev.sluice.upstream.EndpointState;
import dev.sluice.upstream.Unresolved;
import dev.sluice.upstream.Upstream;
import dev.sluice.upstream.UpstreamRegistry;
import dev.sluice.upstream.UpstreamTarget;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The upstreams of the routes in use, with TLS towards them. */
final class Upstreams implements UpstreamFactory {
    private static final int KEY_BYTES = 16;

    private final UpstreamRegistry registry;
    private final BackendTls tls = new BackendTls();
    private volatile Set<Upstream> used = Set.of();

    private Upstreams(UpstreamRegistry registry) {
        this.registry = registry;
    }

    /** Opens them with the key of sticky cookies from the data folder. */
    static Upstreams open(Path data, Transport transport) throws IOException {
        return new Upstreams(new UpstreamRegistry(transport.workers(), transport, stickyKey(data)));
    }

    private static byte[] stickyKey(Path data) throws IOException {
        DurableFiles.createFolder(data);
        Path file = data.resolve("sticky.key");
        if (Files.exists(file)) {
            byte[] kept = kept(file);
            if (kept.length == KEY_BYTES) {
                return kept;
            }
            DurableFiles.setAside(file);
        }
        byte[] fresh = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(fresh);
        DurableFiles.write(file, fresh);
        return fresh;
    }

    private static byte[] kept(Path file) throws IOException {
        try {
            return BoundedFile.bytes(file, KEY_BYTES);
        } catch (BoundedFile.Unfit damaged) {
            return new byte[0];
        }
    }

    @Override
    public Upstream upstream(String name, RouteConfig route, List<Target> targets) {
        List<UpstreamTarget> ready = new ArrayList<>();
        for (Target target : targets) {
            boolean tls = target.scheme() == Target.Scheme.HTTPS;
            ready.add(new UpstreamTarget(
                    target, tls ? context(target, true) : null, tls ? context(target, false) : null));
        }
        boolean discovered = targets.isEmpty() || targets.getFirst().container() != null;
        return discovered
                ? registry.discovered(name, ready, route.balance(), route.health())
                : registry.upstream(ready, route.balance(), route.health());
    }

    private SslContext context(Target target, boolean http2) {
        try {
            return tls.context(target.verify(), target.ca(), http2);
        } catch (PemException unusable) {
            throw new UnusableTarget(unusable);
        }
    }

    /** Stops what the snapshot that is in use now does not need. */
    void retireUnused(Snapshot snapshot) {
        Set<Upstream> needed = new HashSet<>();
        for (Route route : snapshot.routes()) {
            Upstream upstream = route.upstream();
            if (upstream != null) {
                needed.add(upstream);
            }
        }
        used = Set.copyOf(needed);
        registry.retain(used);
    }

    /** Every endpoint of every upstream in use, and every name that leads to none. */
    List<EndpointStatus> status() {
        long now = System.nanoTime();
        List<EndpointStatus> all = new ArrayList<>();
        for (Upstream upstream : used) {
            for (Unresolved each : upstream.unresolved()) {
                all.add(new EndpointStatus(upstream.name(), each.name(), false, each.why(), 0));
            }
            for (Endpoint endpoint : upstream.endpoints()) {
                EndpointState state = endpoint.state();
                String words = state.healthWords(now);
                boolean up = words.equals("up") || words.equals("warming up");
                all.add(new EndpointStatus(
                        upstream.name(), state.label(), up, up ? "" : words, state.inFlightEverywhere()));
            }
        }
        return all;
    }

    void close() {
        registry.close();
        tls.close();
    }
}
