package dev.sluice.tls;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * At which address of this machine a client's connection has arrived, and whether the client may see that address.
 *
 * @param local the address of the connection's own end
 * @param view what the client knows
 */
public record Arrival(InetAddress local, View view) {
    private static final AttributeKey<Arrival> KEY = AttributeKey.valueOf(Arrival.class, "arrival");
    static final InetAddress LOOPBACK_4 = InetAddress.ofLiteral("127.0.0.1");
    static final InetAddress LOOPBACK_6 = InetAddress.ofLiteral("::1");
    private static final int UNIQUE_LOCAL = 0xFC;

    /** What a client knows of the address that it has reached. */
    public enum View {
        /** It has connected to this very address. */
        DIRECT,
        /** It is of a private network, and has connected to another address, which was translated on the way. */
        TRANSLATED,
        /** It may be anybody, who has connected to another address. */
        OUTSIDE
    }

    /** What was attached to a channel; without that, its client has connected to its own end. */
    static Arrival of(Channel channel) {
        Arrival attached = channel.attr(KEY).get();
        return attached != null ? attached : new Arrival(localEnd(channel), View.DIRECT);
    }

    /** The address of a channel's own end; the loopback one if it has been closed already. */
    public static InetAddress localEnd(Channel channel) {
        return channel.localAddress() instanceof InetSocketAddress local ? local.getAddress() : LOOPBACK_4;
    }

    /** To be called before the handshake. */
    public void attachTo(Channel channel) {
        channel.attr(KEY).set(this);
    }

    boolean direct() {
        return view == View.DIRECT;
    }

    boolean outside() {
        return view == View.OUTSIDE;
    }

    /** The address that every machine has, of the same kind as the connection's. */
    InetAddress loopback() {
        return local instanceof Inet6Address ? LOOPBACK_6 : LOOPBACK_4;
    }

    /** Whether an address is of this machine or a private network (RFC 1918, 3927, 4193, 6598), and says nothing on the internet. */
    public static boolean isInside(InetAddress address) {
        byte[] bytes = address.getAddress();
        boolean shared = bytes.length == 4 && bytes[0] == 100 && (bytes[1] & 0xC0) == 64;
        boolean unique = bytes.length == 16 && (bytes[0] & 0xFE) == UNIQUE_LOCAL;
        return address.isLoopbackAddress()
                || address.isSiteLocalAddress()
                || address.isLinkLocalAddress()
                || shared
                || unique;
    }
}
