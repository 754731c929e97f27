package dev.sluice.config;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Where Sluice itself serves: which addresses and ports lead back to it, as far as that can be seen without asking for names. */
final class OwnAddresses {

    private static final byte[] LOOPBACK_FOUR = {127, 0, 0, 1};
    private static final byte[] LOOPBACK_SIX = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

    private final List<ListenAddress> listeners;
    private final Set<Integer> ports = new HashSet<>();
    private final Predicate<InetAddress> isOfThisMachine;

    /** Those of this machine. */
    OwnAddresses(ListenConfig listen) {
        this(listen, OwnAddresses::isOfThisMachine);
    }

    OwnAddresses(ListenConfig listen, Predicate<InetAddress> isOfThisMachine) {
        List<ListenAddress> all = new ArrayList<>(listen.http());
        all.addAll(listen.https());
        this.listeners = List.copyOf(all);
        all.forEach(listener -> ports.add(listener.port()));
        this.isOfThisMachine = isOfThisMachine;
    }

    /** Whether whoever connects to this host and port meets Sluice for certain: it is an address of this machine, or {@code localhost}. */
    boolean has(String host, int port) {
        if (!hasPort(port)) {
            return false;
        }
        boolean named = host.equals("localhost") || host.endsWith(".localhost"); // RFC 6761 section 6.3
        byte[] address = IpText.parse(host);
        return named
                ? listens(LOOPBACK_FOUR, port) || listens(LOOPBACK_SIX, port)
                : address != null && listens(connected(address), port);
    }

    /** Whether Sluice serves on this port, on whichever address. */
    boolean hasPort(int port) {
        return port != 0 && ports.contains(port);
    }

    /** Whoever connects to no address in particular meets his own machine. */
    private static byte[] connected(byte[] address) {
        boolean any = Arrays.equals(address, new byte[address.length]);
        return !any ? address : address.length == 4 ? LOOPBACK_FOUR : LOOPBACK_SIX;
    }

    private boolean listens(byte[] address, int port) {
        for (ListenAddress listener : listeners) {
            if (listener.port() == port && takes(listener, address)) {
                return true;
            }
        }
        return false;
    }

    private boolean takes(ListenAddress listener, byte[] address) {
        if (listener.address() == null) {
            return isLocal(address);
        }
        byte[] own = IpText.parse(listener.address());
        if (own == null) { // localhost
            return Arrays.equals(address, LOOPBACK_FOUR) || Arrays.equals(address, LOOPBACK_SIX);
        }
        boolean any = Arrays.equals(own, new byte[own.length]);
        return any ? (own.length == 16 || address.length == 4) && isLocal(address) : Arrays.equals(own, address);
    }

    private boolean isLocal(byte[] address) {
        try {
            InetAddress literal = InetAddress.getByAddress(address);
            return literal.isLoopbackAddress() || isOfThisMachine.test(literal);
        } catch (UnknownHostException impossible) {
            throw new IllegalArgumentException("an address has 4 or 16 bytes", impossible);
        }
    }

    private static boolean isOfThisMachine(InetAddress address) {
        try {
            return NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException unknown) {
            return false;
        }
    }
}
