package dev.sluice.upstream;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.Security;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Names to addresses, through the system's resolver ({@code /etc/hosts}, Docker's DNS).
 *
 * <p>Look-ups block, in Docker for 25 seconds where a name is unknown and the host has no DNS; so they run on threads of their own,
 * one at a time for each name, and names do not wait for each other until sixteen hang at once. The JVM's own cache, which would
 * keep answers for 30 seconds, is switched off for the process.
 */
final class Resolver implements AutoCloseable {
    private static final int MOST_THREADS = 16;
    private static final Logger LOG = LoggerFactory.getLogger(Resolver.class);

    static {
        switchOffNameCache();
    }

    /** Switches off the JVM's own cache, which it sets up once: when it looks up the first name. */
    static void switchOffNameCache() {
        Security.setProperty("networkaddress.cache.ttl", "0");
        Security.setProperty("networkaddress.cache.negative.ttl", "0");
        Security.setProperty("networkaddress.cache.stale.ttl", "0");
    }

    private final ExecutorService threads;
    private final Map<String, Name> names = new ConcurrentHashMap<>();

    Resolver() {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                MOST_THREADS,
                MOST_THREADS,
                5,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(10_000),
                Thread.ofPlatform().daemon().name("resolver-", 0).factory());
        pool.allowCoreThreadTimeOut(true);
        threads = pool;
    }

    /** The name, shared by all who ask for it. */
    Name name(String host) {
        return names.computeIfAbsent(host, Name::new);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    /** Who wants to know of answers; called on a resolver's thread. */
    interface Listener {
        /** A look-up has ended, well or not. */
        void answered();
    }

    /** What is known of one name. Any thread. */
    final class Name {
        private final String host;
        /** When the look-up under way was begun, or 0. */
        private final AtomicLong asked = new AtomicLong();

        private final List<Listener> listeners = new CopyOnWriteArrayList<>();
        private volatile List<InetAddress> addresses = List.of();
        private volatile long answeredNanos;
        private volatile boolean answered;
        private volatile @Nullable String failure;

        private Name(String host) {
            this.host = host;
        }

        String host() {
            return host;
        }

        /** The last good addresses, sorted; empty where there never were any. */
        List<InetAddress> addresses() {
            return addresses;
        }

        /** Whether any look-up has ended. */
        boolean answered() {
            return answered;
        }

        /** Nanoseconds since the last look-up ended, whatever came of it. */
        long age(long now) {
            return now - answeredNanos;
        }

        /** Nanoseconds since the look-up under way was begun, or 0 where none is. */
        long waiting(long now) {
            long since = asked.get();
            return since == 0 ? 0 : now - since;
        }

        /** What the last look-up said where it failed. */
        @Nullable
        String failure() {
            return failure;
        }

        void listen(Listener listener) {
            listeners.add(listener);
        }

        void stopListening(Listener listener) {
            listeners.remove(listener);
            if (listeners.isEmpty()) {
                names.remove(host, this);
            }
        }

        /** Asks, unless that is under way. Does not block. */
        void refresh() {
            if (asked.get() == 0 && asked.compareAndSet(0, System.nanoTime() | 1)) {
                try {
                    threads.execute(this::ask);
                } catch (RejectedExecutionException closedOrFull) {
                    asked.set(0);
                }
            }
        }

        private void ask() {
            try {
                InetAddress[] found = InetAddress.getAllByName(host);
                Arrays.sort(found, Comparator.comparing(InetAddress::getAddress, Arrays::compareUnsigned));
                addresses = Arrays.stream(found).distinct().toList();
                failure = null;
            } catch (UnknownHostException unknown) {
                failure = "the name " + host + " does not resolve";
            } finally {
                answeredNanos = System.nanoTime();
                answered = true;
                asked.set(0);
            }
            listeners.forEach(this::tell);
        }

        private void tell(Listener listener) {
            try {
                listener.answered();
            } catch (RuntimeException bug) {
                // the others are still told
                LOG.error("the addresses of {} could not be taken over", host, bug);
            }
        }
    }
}
