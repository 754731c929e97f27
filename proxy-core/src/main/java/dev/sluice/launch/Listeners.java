package dev.sluice.launch;

import dev.sluice.config.ListenAddress;
import dev.sluice.config.ListenConfig;
import dev.sluice.listen.CannotBind;
import dev.sluice.listen.Listener;
import dev.sluice.listen.Transport;
import dev.sluice.worker.Worker;
import io.netty.channel.ChannelHandler;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The listeners of clients. Those that a reload does not change stay as they are. One thread at a time. */
final class Listeners {
    /** What is spoken on a listener. */
    enum Kind {
        HTTP,
        HTTPS
    }

    private record Place(Kind kind, ListenAddress address) {}

    private final Transport transport;
    private final Function<Kind, Function<Worker, ChannelHandler>> initializers;
    private volatile Map<Place, Listener> bound = Map.of();

    Listeners(Transport transport, Function<Kind, Function<Worker, ChannelHandler>> initializers) {
        this.transport = transport;
        this.initializers = initializers;
    }

    /** A change that has bound what is new and not yet touched what is old. */
    final class Change {
        private final Map<Place, Listener> next;
        private final List<Listener> fresh;

        private Change(Map<Place, Listener> next, List<Listener> fresh) {
            this.next = next;
            this.fresh = fresh;
        }

        /** Closes what is not wanted any more. */
        void commit() {
            Map<Place, Listener> before = bound;
            bound = java.util.Collections.unmodifiableMap(next);
            before.forEach((place, listener) -> {
                if (!next.containsKey(place)) {
                    listener.close();
                }
            });
        }

        /** Closes what was bound for this change. */
        void rollback() {
            fresh.forEach(Listener::close);
        }

        /** The port that redirects to HTTPS lead to: 443 where it is bound, else the first of the file, else 0. */
        int httpsPort() {
            List<Integer> ports = next.entrySet().stream()
                    .filter(entry -> entry.getKey().kind() == Kind.HTTPS)
                    .map(entry -> entry.getValue().address().getPort())
                    .toList();
            return ports.contains(443) || ports.isEmpty() ? (ports.isEmpty() ? 0 : 443) : ports.getFirst();
        }
    }

    /** Binds every address of a configuration that is not bound yet. */
    Change prepare(ListenConfig config) throws CannotBind {
        Map<Place, Listener> next = new LinkedHashMap<>();
        List<Listener> fresh = new ArrayList<>();
        try {
            for (ListenAddress address : config.https()) {
                bind(new Place(Kind.HTTPS, address), next, fresh);
            }
            for (ListenAddress address : config.http()) {
                bind(new Place(Kind.HTTP, address), next, fresh);
            }
        } catch (CannotBind failed) {
            fresh.forEach(Listener::close);
            throw failed;
        }
        return new Change(next, fresh);
    }

    private void bind(Place place, Map<Place, Listener> next, List<Listener> fresh) throws CannotBind {
        Listener listener = bound.get(place);
        if (listener == null) {
            InetSocketAddress wanted = Listener.socketAddress(
                    place.address().address(), place.address().port());
            listener = Listener.bind(transport, wanted, initializers.apply(place.kind()));
            fresh.add(listener);
        }
        next.put(place, listener);
    }

    List<InetSocketAddress> addresses(Kind kind) {
        return bound.entrySet().stream()
                .filter(entry -> entry.getKey().kind() == kind)
                .map(entry -> entry.getValue().address())
                .toList();
    }

    void close() {
        bound.values().forEach(Listener::close);
    }
}
