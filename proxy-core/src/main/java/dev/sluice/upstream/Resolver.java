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
import java.util.concurrent.LinkedTransferQueue;
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
 * one at a time for each name, and names do not wait for each other until 64 hang at once. The JVM's own cache, which would keep
 * answers for 30 seconds, is switched off for the process; how long an answer may be kept by its own account (Docker says ten
 * minutes) is not looked at.
 */
final class Resolver implements AutoCloseable {
    private static final int MAX_THREADS = 64;
    /** How long the last good answer outlives the first that denies the name: a container may be back at once. */
    private static final long DENIED_GRACE_NANOS = TimeUnit.SECONDS.toNanos(4);

    private static final long SLOW_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final Logger LOG = LoggerFactory.getLogger(Resolver.class);

    static {
        switchOffNameCache();
    }

    /** Switches off the JVM's own cache, which it sets up once: when it looks up the first name. */
    static void switchOffNameCache() {
        for (String kind : List.of("", ".negative", ".stale")) {
            String property = "networkaddress.cache" + kind + ".ttl";
            // the distribution's runtime has them: a change brings up the JDK's logging to be told
            if (!"0".equals(Security.getProperty(property))) {
                Security.setProperty(property, "0");
            }
        }
    }

    private final ExecutorService threads;
    private final Map<String, Name> names = new ConcurrentHashMap<>();

    Resolver() {
        threads = new ThreadPoolExecutor(
                0,
                MAX_THREADS,
                5,
                TimeUnit.SECONDS,
                new IdleFirst(),
                Thread.ofPlatform().daemon().name("resolver-", 0).factory(),
                (look, pool) -> {
                    if (pool.isShutdown() || !((IdleFirst) pool.getQueue()).wait(look)) {
                        throw new RejectedExecutionException();
                    }
                });
    }

    /** Gives a thread that is idle the work, and else has one more thread made; work waits only once there are enough threads. */
    private static final class IdleFirst extends LinkedTransferQueue<Runnable> {
        private static final long serialVersionUID = 1;

        @Override
        public boolean offer(Runnable look) {
            return tryTransfer(look);
        }

        boolean wait(Runnable look) {
            return super.offer(look);
        }
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
        private long foundNanos; // this and the next belong to whoever asks: one at a time
        private boolean complained;

        private Name(String host) {
            this.host = host;
        }

        String host() {
            return host;
        }

        /** The last good addresses, sorted; empty where there never were any, or the name has been denied for some seconds. */
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

        /** What is wrong in a sentence, where there is no address and the last look-up failed or takes long; else null. */
        @Nullable
        String trouble(long now) {
            if (!addresses.isEmpty()) {
                return null;
            }
            String last = failure;
            return last == null && waiting(now) > SLOW_NANOS ? silent(now) : last;
        }

        private String silent(long now) {
            return NameLookUp.unknown(host) + " (no answer for " + TimeUnit.NANOSECONDS.toSeconds(waiting(now)) + " s)";
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
                found(NameLookUp.addresses(host));
            } catch (UnknownHostException unknown) {
                missed(unknown, System.nanoTime());
            } finally {
                answeredNanos = System.nanoTime();
                answered = true;
                asked.set(0);
            }
            listeners.forEach(this::tell);
        }

        private void found(List<InetAddress> found) {
            addresses = found.stream()
                    .distinct()
                    .sorted(Comparator.comparing(InetAddress::getAddress, Arrays::compareUnsigned))
                    .toList();
            foundNanos = System.nanoTime();
            failure = null;
            if (complained) {
                complained = false;
                LOG.info("`{}` resolves now", host);
            }
        }

        private void missed(UnknownHostException unknown, long now) {
            failure = waiting(now) > SLOW_NANOS ? silent(now) : NameLookUp.unknown(host);
            if (NameLookUp.denies(unknown) && now - foundNanos > DENIED_GRACE_NANOS) {
                addresses = List.of(); // another container may have them by now
            }
            if (addresses.isEmpty() && !complained) {
                complained = true;
                LOG.warn("{}", failure);
            }
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
