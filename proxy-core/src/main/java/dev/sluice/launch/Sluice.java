package dev.sluice.launch;

import dev.sluice.config.Config;
import dev.sluice.config.ListenAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Owns the running edge. Binds its addresses only, so far. */
public final class Sluice {
    private final List<ServerSocketChannel> http = new ArrayList<>();
    private final List<ServerSocketChannel> https = new ArrayList<>();
    private @Nullable Reload reload;

    private Sluice() {}

    /**
     * Binds all listeners and serves.
     *
     * @throws CannotBind when one cannot be bound; nothing stays behind
     */
    public static Sluice start(Config config) throws CannotBind {
        Sluice sluice = new Sluice();
        try {
            bind("http", config.listen().http(), sluice.http);
            bind("https", config.listen().https(), sluice.https);
            return sluice;
        } catch (CannotBind e) {
            sluice.drain();
            throw e;
        }
    }

    /** Says who reloads when the admin address is asked to, and how the last reload went. */
    void onReload(Reload asked) {
        reload = asked;
    }

    /** Puts another configuration to use, and says what has changed. */
    public List<String> apply(Config next) throws CannotBind {
        return reload == null ? List.of() : List.of("nothing changed but " + next.sites().size() + " sites");
    }

    /** Stops taking what is new and waits for what is in flight, at most the grace. */
    public void drain() {
        try {
            for (ServerSocketChannel listener : http) {
                listener.close();
            }
            for (ServerSocketChannel listener : https) {
                listener.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The bound plain addresses. */
    public List<InetSocketAddress> httpAddresses() {
        return addresses(http);
    }

    /** The bound TLS addresses. */
    public List<InetSocketAddress> httpsAddresses() {
        return addresses(https);
    }

    /** The root certificate of the local CA, or null where no site uses it. */
    public @Nullable Path localRoot() {
        return null;
    }

    private static void bind(String key, List<ListenAddress> addresses, List<ServerSocketChannel> into)
            throws CannotBind {
        for (ListenAddress address : addresses) {
            try {
                ServerSocketChannel channel = ServerSocketChannel.open();
                into.add(channel);
                channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
                channel.bind(
                        address.address() == null
                                ? new InetSocketAddress(address.port())
                                : new InetSocketAddress(address.address(), address.port()));
            } catch (IOException e) {
                throw new CannotBind(key, address, e);
            }
        }
    }

    private static List<InetSocketAddress> addresses(List<ServerSocketChannel> channels) {
        return channels.stream()
                .map(channel -> (InetSocketAddress) channel.socket().getLocalSocketAddress())
                .toList();
    }
}
