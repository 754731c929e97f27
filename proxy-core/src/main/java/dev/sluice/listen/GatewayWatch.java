package dev.sluice.listen;

import java.io.IOException;
import java.net.InetAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says once, in a container, that the clients' own addresses do not reach it: when the first twenty connections from outside, over
 * two minutes at least, have all come from the gateway of its network. Whoever is seen with another address from outside ends the
 * watch for good. Loops call it as they accept a connection; after its end that costs one read of a flag.
 */
public final class GatewayWatch {
    private static final int ENOUGH = 20;
    private static final Logger LOG = LoggerFactory.getLogger(GatewayWatch.class);

    private final @Nullable ContainerNetwork network;
    private final long leastNanos;
    private final AtomicBoolean over;
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicLong since = new AtomicLong();

    /**
     * Makes a watch.
     *
     * @param network of this container, or null where there is nothing to watch
     * @param leastNanos how much time must lie between the first and the last of those connections
     */
    GatewayWatch(@Nullable ContainerNetwork network, long leastNanos) {
        this.network = network;
        this.leastNanos = leastNanos;
        this.over = new AtomicBoolean(network == null);
    }

    /** The watch of this process: it sees nothing outside of a container's own network. Reads /proc. */
    public static GatewayWatch ofThisProcess() {
        ContainerNetwork network = null;
        try {
            network = ContainerNetwork.ofThisProcess();
        } catch (IOException unreadable) {
            LOG.debug("the routes of this container cannot be read", unreadable);
        }
        return new GatewayWatch(network, TimeUnit.SECONDS.toNanos(Long.getLong("sluice.gateway.seconds", 120)));
    }

    /** The network of this container; null outside of one. */
    @Nullable
    ContainerNetwork network() {
        return network;
    }

    /**
     * A connection was accepted. On any loop.
     *
     * @param trusted whether it is from one of {@code trusted-proxies}, which tell of their clients by other means
     * @param now as {@link System#nanoTime()}
     */
    void accepted(InetAddress peer, boolean trusted, long now) {
        if (!over.getOpaque() && !trusted) {
            look(peer, now);
        }
    }

    private void look(InetAddress peer, long now) {
        ContainerNetwork here = network;
        if (here == null || peer.isLoopbackAddress()) {
            return;
        }
        if (!peer.equals(here.gateway())) {
            if (!here.hasNeighbour(peer)) {
                over.set(true); // a client's own address
            }
            return;
        }
        since.compareAndSet(0, now | 1);
        if (count.incrementAndGet() >= ENOUGH && now - since.get() >= leastNanos && over.compareAndSet(false, true)) {
            LOG.warn("{}", words(here.gateway().getHostAddress()));
        }
    }

    private static String words(String gateway) {
        return "every client so far came from " + gateway
                + ", the gateway of this container's network: logs, `allow`, `deny` and"
                + " `hash: ip` do not see their own addresses. Docker's userland proxy does that to connections from the host itself,"
                + " to IPv6 clients of a network without `enable_ipv6: true`, and to all where Docker runs rootless or without"
                + " iptables. Mend that (rootless: DOCKERD_ROOTLESS_ROOTLESSKIT_PORT_DRIVER=slirp4netns), or give Sluice"
                + " `network_mode: host`";
    }
}
