package dev.sluice.upstream;

import dev.sluice.config.Balance;
import dev.sluice.config.HealthConfig;
import dev.sluice.config.Target;
import dev.sluice.worker.Worker;
import io.netty.channel.EventLoop;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A group of endpoints that serve the same routes: picks one for each request.
 *
 * <p>Which endpoints there are follows from the targets' names, looked up again while the upstream is in use: an answer that is
 * used is at most five seconds old, unless the resolver hangs or fails; then the last good one is kept.
 */
public final class Upstream {
    private static final long REFRESH_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long STALE_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final String name;
    private final UpstreamRegistry registry;
    private final Balancer balancer;
    private final HealthConfig health;
    private final Resolver.Listener listener = this::answered;
    private final Resolver.Name[] named;
    private final WaitingRoom[] rooms;
    private volatile List<Place> places;
    private volatile Endpoint[] endpoints = new Endpoint[0];
    private volatile boolean stopped;

    /** A target, and the name that leads to its addresses; null where it says the address itself. */
    private record Place(UpstreamTarget target, Resolver.@Nullable Name name) {}

    Upstream(
            String name,
            List<UpstreamTarget> targets,
            Balance balance,
            HealthConfig health,
            UpstreamRegistry registry) {
        this.name = name;
        this.registry = registry;
        this.balancer = Balancer.of(balance, registry.workers().size());
        this.health = health;
        List<Place> all = new ArrayList<>();
        for (UpstreamTarget target : targets) {
            String host = target.target().host();
            all.add(new Place(
                    target, isName(target.target()) ? registry.resolver().name(host) : null));
        }
        this.places = all;
        this.named = all.stream().map(Place::name).filter(each -> each != null).toArray(Resolver.Name[]::new);
        this.rooms = new WaitingRoom[registry.workers().size()];
        for (int i = 0; i < rooms.length; i++) {
            rooms[i] = new WaitingRoom(this, registry.workers().get(i), registry.sockets());
        }
    }

    /** Begins to look names up and to check endpoints. */
    void start() {
        for (Resolver.Name each : named) {
            each.listen(listener);
        }
        update();
        refreshNames();
    }

    /** Puts other targets in the place of all; each says its address itself. Who waits for an endpoint is told of new ones. */
    void replace(List<UpstreamTarget> others) {
        places = others.stream().map(target -> new Place(target, null)).toList();
        answered();
    }

    /** Ends that; whoever still uses the upstream may go on with what is known. */
    void stop() {
        for (Resolver.Name each : named) {
            each.stopListening(listener);
        }
        synchronized (registry) {
            stopped = true; // an answer that is on its way must not begin checks again
            registry.checks().replace(this, List.of(), health);
        }
    }

    /** The targets as configured. */
    public String name() {
        return name;
    }

    /**
     * The endpoint for the next request, or null where none is available now: then {@link #hold}, for {@link
     * Choice#leastHoldNanos} at least. On the worker's loop.
     */
    public @Nullable Endpoint pick(Worker worker, Choice choice) {
        long now = worker.now();
        boolean waits = waitsForNames(now);
        choice.waitsForNames(waits);
        if (waits) {
            rooms[worker.index()].wantAnswer();
            return null;
        }
        Endpoint[] all = endpoints;
        if (rooms[worker.index()].isOccupied() && refusal(all) != null) {
            return null; // a crowd costs a backend that is down no more than one connection at a time
        }
        if (all.length == 1) {
            Endpoint only = all[0];
            return only.state().isCheckedDown() || choice.wasTried(only.state()) ? null : only;
        }
        Endpoint own = choice.ownAmong(all);
        if (own != null && mayBePicked(own, choice, now)) {
            return own;
        }
        long sticky = choice.stickyId();
        if (sticky != 0) {
            Endpoint held = find(all, sticky);
            if (held != null && mayBePicked(held, choice, now)) {
                return held;
            }
        }
        return balancer.pick(all, worker, choice, now);
    }

    private static boolean mayBePicked(Endpoint endpoint, Choice choice, long now) {
        return endpoint.state().isAvailable(now) && !choice.wasTried(endpoint.state());
    }

    /** Why no endpoint takes connections, as far as is known, or null if one may. Any thread. */
    public @Nullable String refusal() {
        return refusal(endpoints);
    }

    private static @Nullable String refusal(Endpoint[] all) {
        String refusal = null;
        for (Endpoint endpoint : all) {
            refusal = endpoint.state().refusal();
            if (refusal == null) {
                return null;
            }
        }
        return refusal;
    }

    private static @Nullable Endpoint find(Endpoint[] all, long id) {
        for (Endpoint endpoint : all) {
            if (endpoint.state().id() == id) {
                return endpoint;
            }
        }
        return null;
    }

    /** Whether the answers may be used; asks for new ones in time. */
    private boolean isFresh(long now) {
        boolean fresh = true;
        for (Resolver.Name each : named) {
            if (!each.answered()) {
                each.refresh();
                fresh &= each.waiting(now) > PATIENCE_NANOS;
            } else {
                long age = each.age(now);
                if (age > REFRESH_NANOS) {
                    each.refresh();
                    fresh &= age < STALE_NANOS || each.waiting(now) > PATIENCE_NANOS;
                }
            }
        }
        return fresh;
    }

    /** Waits until an endpoint may be there again. On the worker's loop; the waiter is called on it, at most once. */
    public void hold(Worker worker, Waiter waiter) {
        rooms[worker.index()].enter(waiter);
    }

    /** Takes back a {@link #hold}; nothing happens where the waiter does not wait. On the worker's loop. */
    public void stopWaiting(Worker worker, Waiter waiter) {
        rooms[worker.index()].leave(waiter);
    }

    /** Whether there is an endpoint, not held for down, that has not failed this request. */
    public boolean hasUntried(Choice choice) {
        for (Endpoint endpoint : endpoints) {
            if (!endpoint.state().isCheckedDown() && !choice.wasTried(endpoint.state())) {
                return true;
            }
        }
        return false;
    }

    /** Whether there is any address, or there may be none, as with containers that do not run. */
    public boolean resolved() {
        return endpoints.length > 0 || named.length == 0;
    }

    /** Why no endpoint is available, in words for the log. Allocates. */
    public String whyUnavailable() {
        List<Unresolved> troubled = unresolved();
        if (!troubled.isEmpty()) {
            return troubled.getFirst().why();
        }
        Endpoint[] all = endpoints;
        if (all.length == 0) {
            return named.length == 0 ? "none of the " + name + " runs" : "no address is known yet for " + name;
        }
        return Arrays.stream(all)
                .map(endpoint ->
                        endpoint.state().label() + " is " + endpoint.state().healthWords(System.nanoTime()))
                .collect(Collectors.joining("; "));
    }

    /** The names of targets that have no address. Any thread. */
    public List<Unresolved> unresolved() {
        long now = System.nanoTime();
        List<Unresolved> all = new ArrayList<>();
        for (Resolver.Name each : named) {
            String trouble = each.trouble(now);
            if (trouble != null) {
                all.add(new Unresolved(each.host(), trouble));
            }
        }
        return all;
    }

    /** The endpoints of this moment. Any thread. */
    public List<Endpoint> endpoints() {
        return List.of(endpoints);
    }

    /** Whether requests wait only for a look-up to end. */
    boolean waitsForNames(long now) {
        return named.length > 0 && !stopped && !isFresh(now);
    }

    Endpoint[] current() {
        return endpoints;
    }

    /** Has those that are held for down checked sooner than is their turn. */
    void hastenChecks(long now) {
        for (Endpoint endpoint : endpoints) {
            if (endpoint.state().isCheckedDown()) {
                endpoint.state().want(now);
            }
        }
    }

    void refreshNames() {
        for (Resolver.Name each : named) {
            each.refresh();
        }
    }

    /**
     * An endpoint has failed a request: it may be a container that has another address by now, so names are asked at once, though
     * not more often than every tenth of a second. Any loop.
     */
    public void lookAgain(long now) {
        for (Resolver.Name each : named) {
            if (each.age(now) > AGAIN_NANOS) {
                each.refresh();
            }
        }
    }

    private void answered() {
        boolean changed = update();
        if (changed || resolved()) {
            for (int i = 0; i < rooms.length; i++) {
                WaitingRoom room = rooms[i];
                EventLoop loop = registry.workers().get(i).loop();
                if (!loop.isShuttingDown()) {
                    loop.execute(() -> room.answered(changed));
                }
            }
        }
    }

    /** Takes over what the names say now; whether anything is new. */
    private boolean update() {
        // one lock for making states and publishing them: a sweep in between would retire what is about to be used
        synchronized (registry) {
            if (stopped) {
                return false;
            }
            List<Endpoint> before = List.of(endpoints);
            List<Endpoint> next = known();
            if (next.equals(before)) {
                return false;
            }
            endpoints = next.toArray(Endpoint[]::new);
            registry.checks().replace(this, next, health);
            if (!next.containsAll(before)) {
                registry.sweep();
            }
            return true;
        }
    }

    /** The endpoints by what the names say now; one that several targets lead to is there once, with all their weight. */
    private List<Endpoint> known() {
        Map<EndpointState, Endpoint> all = new LinkedHashMap<>();
        for (Place place : places) {
            UpstreamTarget target = place.target();
            for (Endpoint each : target.endpoints(addresses(target, place.name()), registry)) {
                all.merge(each.state(), each, Endpoint::withWeightOf);
            }
        }
        return List.copyOf(all.values());
    }

    private List<SocketAddress> addresses(UpstreamTarget target, Resolver.@Nullable Name resolved) {
        Path socket = target.socket();
        if (socket != null) {
            return List.of(registry.sockets().unixAddress(socket));
        }
        int port = target.target().port();
        if (resolved == null) {
            return List.of(new InetSocketAddress(literal(target.target().host()), port));
        }
        List<SocketAddress> all = new ArrayList<>();
        for (InetAddress address : resolved.addresses()) {
            all.add(new InetSocketAddress(address, port));
        }
        return all;
    }

    private static boolean isName(Target target) {
        return target.scheme() != Target.Scheme.UNIX
                && NetUtil.createByteArrayFromIpAddressString(target.host()) == null;
    }

    private static InetAddress literal(String host) {
        try {
            return InetAddress.getByAddress(NetUtil.createByteArrayFromIpAddressString(host));
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public String toString() {
        return name;
    }

    /** A request that waits for an endpoint. */
    public interface Waiter {
        /** An endpoint may accept connections again: pick once more. */
        void endpointMayBeBack();
    }
}
