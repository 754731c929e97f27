package dev.sluice.listen;

import dev.sluice.tls.Arrival;
import dev.sluice.tls.Arrival.View;
import io.netty.channel.Channel;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** Decides what a client knows of the address that its connection has reached. Pure. */
final class Arrivals {
    private Arrivals() {}

    /** The same for the own end of a channel. */
    static Arrival of(Channel channel, InetAddress peer, InetAddress client, @Nullable ContainerNetwork network) {
        return of(Arrival.localEnd(channel), peer, client, network);
    }

    /**
     * Decides for one connection.
     *
     * @param local the connection's own end
     * @param peer the connection's other end
     * @param client who is behind that: another address than {@code peer} if a PROXY header named it
     * @param network of this container, or null
     */
    static Arrival of(InetAddress local, InetAddress peer, InetAddress client, @Nullable ContainerNetwork network) {
        return new Arrival(local, view(local, peer, client, network));
    }

    private static View view(
            InetAddress local, InetAddress peer, InetAddress client, @Nullable ContainerNetwork network) {
        boolean inside = Arrival.isInside(client);
        if (!client.equals(peer)) {
            return inside ? View.TRANSLATED : View.OUTSIDE; // it has connected to the proxy
        }
        if (client.equals(local) || client.isLoopbackAddress()) {
            return View.DIRECT;
        }
        if (network != null && peer.equals(network.gateway())) {
            return View.OUTSIDE; // published ports: everybody may come with this address
        }
        if (network != null && !network.hasNeighbour(peer)) {
            return inside ? View.TRANSLATED : View.OUTSIDE; // published ports
        }
        // from the internet nobody reaches a private address: a router or a cloud has translated it
        return inside || !Arrival.isInside(local) ? View.DIRECT : View.OUTSIDE;
    }
}
