package dev.sluice.upstream;

import dev.sluice.config.HealthConfig;
import dev.sluice.worker.Worker;
import io.netty.handler.ssl.SslContext;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which endpoints are checked; one check serves all upstreams that want the same of the same endpoint. Any thread. */
final class HealthChecks {
    private record Key(
            EndpointState state,
            HealthConfig health,
            @Nullable SslContext tls) {}

    private final Worker worker;
    private final Sockets sockets;
    private final Map<Key, HealthCheck> running = new HashMap<>();
    private final Map<Upstream, Set<Key>> wanted = new HashMap<>();

    HealthChecks(Worker worker, Sockets sockets) {
        this.worker = worker;
        this.sockets = sockets;
    }

    /** Says which endpoints an upstream has now. */
    synchronized void replace(Upstream upstream, List<Endpoint> endpoints, HealthConfig health) {
        Set<Key> keys = new HashSet<>();
        if (!(health instanceof HealthConfig.Off)) {
            for (Endpoint endpoint : endpoints) {
                Key key = new Key(endpoint.state(), health, endpoint.tls());
                keys.add(key);
                running.computeIfAbsent(key, fresh -> new HealthCheck(worker, sockets, endpoint, health).start());
            }
        }
        Set<Key> before = keys.isEmpty() ? wanted.remove(upstream) : wanted.put(upstream, keys);
        if (before != null && !keys.containsAll(before)) {
            stopUnwanted();
        }
    }

    private void stopUnwanted() {
        Set<Key> all = new HashSet<>();
        wanted.values().forEach(all::addAll);
        running.entrySet().removeIf(entry -> {
            boolean unwanted = !all.contains(entry.getKey());
            if (unwanted) {
                entry.getValue().stop();
            }
            return unwanted;
        });
    }
}
