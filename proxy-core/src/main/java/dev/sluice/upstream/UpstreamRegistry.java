package dev.sluice.upstream;

import dev.sluice.config.Balance;
import dev.sluice.config.HealthConfig;
import dev.sluice.worker.Worker;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The upstreams and the states of endpoints, which survive reloads: an upstream that is configured as before stays the same object,
 * with its addresses, health and counters. Any thread but event loops.
 */
public final class UpstreamRegistry implements AutoCloseable {
    private record Key(List<String> targets, Balance balance, HealthConfig health) {}

    private final List<Worker> workers;
    private final Sockets sockets;
    private final byte[] idKey;
    private final Resolver resolver = new Resolver();
    private final HealthChecks checks;
    private final Map<Key, Upstream> upstreams = new HashMap<>();
    private final Map<String, EndpointState> states = new HashMap<>();

    /**
     * Makes an empty registry.
     *
     * @param idKey 16 secret bytes that last, so that sticky cookies name the same endpoints after a restart
     */
    public UpstreamRegistry(List<Worker> workers, Sockets sockets, byte[] idKey) {
        this.workers = List.copyOf(workers);
        this.sockets = sockets;
        this.idKey = idKey.clone();
        this.checks = new HealthChecks(this.workers.getFirst(), sockets);
    }

    /** The upstream with this configuration: the one that is there, or a new one that begins to look up its names. */
    public Upstream upstream(List<UpstreamTarget> targets, Balance balance, HealthConfig health) {
        Key key = new Key(targets.stream().map(UpstreamTarget::key).toList(), balance, health);
        String name = targets.stream().map(each -> each.target().toString()).collect(Collectors.joining(", "));
        return upstream(key, name, targets);
    }

    /**
     * The upstream of a route that containers ask for: one object as long as the route is there, whatever containers come and go,
     * so that who waits for one gets the next. From now on it leads to these targets, which may be none.
     *
     * @param route the site's name followed by the route's label
     * @param targets each with an IP address
     */
    public Upstream discovered(String route, List<UpstreamTarget> targets, Balance balance, HealthConfig health) {
        String name = "containers of " + route;
        Upstream upstream = upstream(new Key(List.of(name), balance, health), name, targets);
        upstream.replace(targets);
        return upstream;
    }

    private Upstream upstream(Key key, String name, List<UpstreamTarget> targets) {
        Upstream upstream;
        synchronized (this) {
            upstream = upstreams.get(key);
            if (upstream != null) {
                return upstream;
            }
            upstream = new Upstream(name, List.copyOf(targets), key.balance(), key.health(), this);
            upstreams.put(key, upstream);
        }
        upstream.start();
        return upstream;
    }

    /** Stops all upstreams but these, and closes the idle connections of endpoints that nobody uses any more. */
    public void retain(Set<Upstream> used) {
        List<Upstream> gone;
        synchronized (this) {
            gone = upstreams.values().stream()
                    .filter(upstream -> !used.contains(upstream))
                    .toList();
            upstreams.values().removeAll(gone);
        }
        gone.forEach(Upstream::stop);
        sweep();
    }

    synchronized EndpointState state(UpstreamTarget target, SocketAddress address) {
        return states.computeIfAbsent(
                target.stateKey(address),
                key -> new EndpointState(label(target, address), address, id(key), workers.size()));
    }

    /** Forgets the states of endpoints that no upstream has any more. */
    synchronized void sweep() {
        Set<EndpointState> used = new HashSet<>();
        for (Upstream upstream : upstreams.values()) {
            for (Endpoint endpoint : upstream.current()) {
                used.add(endpoint.state());
            }
        }
        states.values().removeIf(state -> {
            boolean gone = !used.contains(state);
            if (gone) {
                closeIdle(state);
            }
            return gone;
        });
    }

    private void closeIdle(EndpointState state) {
        for (Worker worker : workers) {
            if (!worker.loop().isShuttingDown()) {
                worker.loop().execute(() -> state.retire(worker));
            }
        }
    }

    private static String label(UpstreamTarget target, SocketAddress address) {
        String host = target.target().host();
        if (address instanceof InetSocketAddress inet && inet.getAddress() != null) {
            String ip = inet.getAddress().getHostAddress();
            String container = target.target().container();
            if (container != null) {
                return container + ":" + inet.getPort() + " (" + ip + ")";
            }
            return ip.equals(host) ? host + ":" + inet.getPort() : host + ":" + inet.getPort() + " (" + ip + ")";
        }
        return target.target().toString();
    }

    private long id(String key) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(idKey, "HmacSHA256"));
            long id = ByteBuffer.wrap(mac.doFinal(key.getBytes(StandardCharsets.UTF_8)))
                    .getLong();
            return id == 0 ? 1 : id;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible); // every Java platform has HmacSHA256
        }
    }

    List<Worker> workers() {
        return workers;
    }

    Sockets sockets() {
        return sockets;
    }

    Resolver resolver() {
        return resolver;
    }

    HealthChecks checks() {
        return checks;
    }

    /**
     * Switches off the JVM's cache of names for the process, as upstreams decide themselves how old an answer may be. To be called
     * before any name is looked up, for whatever purpose.
     */
    public static void switchOffNameCache() {
        Resolver.switchOffNameCache();
    }

    /** Stops everything. */
    @Override
    public void close() {
        retain(Set.of());
        resolver.close();
    }
}
